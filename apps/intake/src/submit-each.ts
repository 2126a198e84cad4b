import { kindOf } from '@caseloop/messaging';
import type { Logger } from '@caseloop/service';
import { problem, violation } from './domain/problem.js';
import { type Answer, type Arrival, type Intake, NotReadyError } from './intake.js';

/**
 * Submits a batch of strangers: what is wrong with one must not stop the others. A batch that fails for a reason of
 * its own is halved until the culprit stands alone, and that one is refused. What will pass by itself is thrown.
 */
export async function submitEach(
  intake: Intake,
  arrivals: readonly Arrival[],
  logger: Logger,
): Promise<Answer[]> {
  try {
    return await intake.submit(arrivals);
  } catch (error) {
    if (error instanceof NotReadyError || kindOf(error) === 'transient') throw error;
    if (arrivals.length > 1) {
      const middle = Math.ceil(arrivals.length / 2);
      const first = await submitEach(intake, arrivals.slice(0, middle), logger);
      return [...first, ...(await submitEach(intake, arrivals.slice(middle), logger))];
    }
    const [culprit] = arrivals;
    logger.error({ err: error, partner: culprit!.submission.partner }, 'A request cannot be stored');
    return intake.submit([refused(culprit!)]);
  }
}

/** The same message with the only thing left to say about it. */
function refused({ raw, submission }: Arrival): Arrival {
  const unreadable = problem('unprocessable', [
    violation('', 'unprocessable', 'it cannot be stored; the operator has been told'),
  ]);
  return { raw, submission: { ...submission, unreadable, sound: {}, violations: [], identifiers: [] } };
}
