// Ends a run with the line that CI and people look for: how many passed, how many failed.
import { writeSync } from 'node:fs';

export default class CountReporter {
  onRunComplete(_contexts, results) {
    // A suite that could not even be loaded counts as a failure, or a broken import would look like a green run.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : '';
    const line = `\n${results.numPassedTests} passed, ${failed} failed${skipped}\n`;
    // At the exit, so that nothing another reporter prints comes after it.
    process.once('exit', () => writeSync(1, line));
  }
}
