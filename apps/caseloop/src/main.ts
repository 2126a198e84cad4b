import { main } from './cli.js';

// What the image of the command line runs.
await main(process.argv);
