// Healthy when every port given accepts a connection: node healthcheck.cjs 2575 8080
const { connect } = require('node:net');

const ports = process.argv.slice(2).map(Number);
const listens = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(2000, () => resolve(false));
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  });

Promise.all(ports.map(listens)).then((answers) => process.exit(answers.every(Boolean) ? 0 : 1));
