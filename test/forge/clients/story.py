"""A day in a repository as PyGithub tells it; what it saw goes out as one line of JSON."""

import json
import os

from github import Github, GithubException, InputGitTreeElement

hub = Github(base_url=os.environ["FORGE_URL"], login_or_token=os.environ["FORGE_TOKEN"])
saw = {"me": hub.get_user().login}

repo = hub.get_repo("acme/shop")
saw["repo"] = [repo.full_name, repo.private, repo.default_branch, repo.permissions.admin]

main = repo.get_branch("main")
branch = repo.create_git_ref("refs/heads/bump", main.commit.sha)
saw["ref"] = [branch.ref, branch.object.sha == main.commit.sha]
saw["branches"] = sorted(one.name for one in repo.get_branches())

pin = repo.get_contents("pin.txt", ref="bump")
put = repo.update_file("pin.txt", "Bump the pin", "two\n", pin.sha, branch="bump")
saw["contents"] = [pin.decoded_content.decode(), repo.get_contents("pin.txt", ref="bump").decoded_content.decode()]
saw["folder"] = sorted(one.path for one in repo.get_contents(""))
created = repo.create_file("docs/notes.md", "Add notes", "# Notes\n", branch="bump")
repo.delete_file("docs/notes.md", "Drop notes", created["content"].sha, branch="bump")

tip = repo.get_git_ref("heads/bump").object.sha
blob = repo.create_git_blob("three\n", "utf-8")
tree = repo.create_git_tree(
    [InputGitTreeElement("more.txt", "100644", "blob", sha=blob.sha)], repo.get_git_commit(tip).tree
)
commit = repo.create_git_commit("Add more", tree, [repo.get_git_commit(tip)])
repo.get_git_ref("heads/bump").edit(commit.sha)
saw["commit"] = [repo.get_commit(commit.sha).commit.message, len(repo.get_commits(sha="bump").get_page(0))]
saw["compare"] = repo.compare("main", "bump").ahead_by

repo.get_commit(commit.sha).create_status("success", context="ci", description="fine")
status = repo.get_commit(commit.sha).get_combined_status()
saw["status"] = [status.state, [one.context for one in status.statuses]]

issue = repo.create_issue("Pin is old", body="It is.", labels=["ready"], assignee="alice")
issue.create_comment("On it.")
repo.create_label("urgent", "ff0000", "Now")
issue.add_to_labels("urgent")
issue.remove_from_labels("ready")
saw["issue"] = [issue.number, [one.name for one in issue.get_labels()], [one.body for one in issue.get_comments()]]
saw["assignees"] = [one.login for one in repo.get_issue(issue.number).assignees]

pull = repo.create_pull(title="Bump", body=f"Fixes #{issue.number}", head="bump", base="main")
saw["pull"] = [pull.number, pull.mergeable, [one.filename for one in pull.get_files()], pull.commits]
try:
    repo.create_pull(title="Again", body="", head="bump", base="main")
except GithubException as refused:
    saw["again"] = [refused.status, refused.data["errors"][0]["message"]]
pull.create_issue_comment("Looks good.")
pull.edit(title="Bump the pin")
merged = pull.merge(merge_method="squash")
saw["merged"] = [merged.merged, repo.get_pull(pull.number).merged, repo.get_issue(issue.number).state]

deployment = repo.create_deployment("main", environment="staging", required_contexts=[], auto_merge=False)
deployment.create_status("success", description="Out.")
saw["deployment"] = [deployment.environment, [one.state for one in deployment.get_statuses()]]

repo.get_git_ref("heads/bump").delete()
try:
    repo.get_branch("bump")
except GithubException as missing:
    saw["gone"] = missing.status

print(json.dumps(saw))
