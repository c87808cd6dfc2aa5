// A GitHub App of a dozen lines, to try against the forge: it greets each new issue and labels it.
import { run } from 'probot';

run((app) => {
  app.on('issues.opened', async (context) => {
    const { sender, issue } = context.payload;
    await context.octokit.rest.issues.addLabels(context.issue({ labels: ['triage'] }));
    await context.octokit.rest.issues.createComment(
      context.issue({ body: `Thank you, @${sender.login}: "${issue.title}" will be looked at.` }),
    );
  });
});
