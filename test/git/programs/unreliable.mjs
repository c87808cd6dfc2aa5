// Stands in for the process that runs git: what it does with a request depends on the commit that it is asked from.
process.on('message', ({ number, request }) => {
  if (request.from.startsWith('c')) process.exit(3);
  else if (!request.from.startsWith('a')) process.send({ number, answer: { classification: 'identical' } });
});
process.once('disconnect', () => process.exit());
