// Stands in for the process that runs git: what it does with a request depends on the commit that it is asked from.
process.on('message', ({ number, request }) => {
  const answer = () => process.send({ number, answer: { classification: 'identical' } });
  if (request.from.startsWith('c')) process.exit(3);
  else if (request.from.startsWith('b')) setTimeout(answer, 300);
  else if (!request.from.startsWith('a')) answer();
});
process.once('disconnect', () => process.exit());
