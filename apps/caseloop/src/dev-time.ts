import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson, sendProblem } from './front.js';
import { WALK_MS_MAX } from './limits.js';
import { NotSettled, type ServiceControl, TooManyInstants, walkTo } from './simulated-time.js';

interface Controlled {
  readonly control: ServiceControl;
}

/** What a caller wants of time: `{"now": instant}` or `{"advance": duration}`; a sentence when it is neither. */
export type TimeWish =
  { readonly target: (now: number) => number } | { readonly status: 400 | 422; readonly refused: string };

const ACCEPTED = 'Send {"now": "2026-11-23T09:00:00+08:00"} or {"advance": "PT30M"}';
const DURATION = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;
const BODY_BYTES_MAX = 1024;

let walking: Promise<unknown> = Promise.resolve();

/** `GET|PUT /v1/dev/time`. Walks are made one after the other: two at once would pull time in two directions. */
export async function answerTime(
  request: IncomingMessage,
  response: ServerResponse,
  services: readonly Controlled[],
) {
  const controls = services.map((service) => service.control);
  if (request.method === 'GET')
    return sendJson(response, 200, { now: new Date(await nowOf(controls)).toISOString() });
  if (request.method !== 'PUT')
    return sendProblem(response, 405, 'methodNotAllowed', 'GET and PUT are accepted');
  const wish = readWish(await readBody(request));
  if ('refused' in wish)
    return sendProblem(response, wish.status, wish.status === 400 ? 'notJson' : 'invalidTime', wish.refused);
  const turn = walking.then(() => move(controls, wish.target, response));
  walking = turn.catch(() => undefined);
  await turn;
}

async function move(
  controls: readonly ServiceControl[],
  target: (now: number) => number,
  response: ServerResponse,
) {
  const now = await nowOf(controls);
  if (target(now) > now + WALK_MS_MAX) {
    return sendProblem(response, 422, 'tooFar', 'One step goes at most a hundred years ahead');
  }
  if (target(now) < now) {
    return sendProblem(
      response,
      422,
      'timeGoesForward',
      `It is ${new Date(now).toISOString()}; time only moves forward`,
    );
  }
  try {
    await walkTo(controls, target(now));
    sendJson(response, 200, { now: new Date(await nowOf(controls)).toISOString() });
  } catch (error) {
    if (error instanceof TooManyInstants) return sendProblem(response, 422, 'tooManyInstants', error.message);
    if (error instanceof NotSettled) return sendProblem(response, 503, 'notSettled', error.message);
    sendProblem(response, 503, 'unavailable', 'A service did not answer; see its log');
  }
}

/** Reads the body of `PUT /v1/dev/time`. */
export function readWish(text: string): TimeWish {
  const body = parse(text);
  if (body === undefined) return { status: 400, refused: `The body is not JSON. ${ACCEPTED}` };
  if (typeof body !== 'object' || body === null || Object.keys(body).length !== 1)
    return { status: 422, refused: ACCEPTED };
  if ('now' in body && typeof body.now === 'string') {
    const at = Date.parse(body.now);
    const hasOffset = /(Z|[+-]\d\d:\d\d)$/.test(body.now);
    if (Number.isNaN(at) || !hasOffset)
      return { status: 422, refused: `"now" is no RFC 3339 time with an offset. ${ACCEPTED}` };
    return { target: () => at };
  }
  if ('advance' in body && typeof body.advance === 'string') {
    const advanceMs = durationMs(body.advance);
    if (advanceMs === null)
      return { status: 422, refused: `"advance" is no duration of weeks to seconds. ${ACCEPTED}` };
    return { target: (now) => now + advanceMs };
  }
  return { status: 422, refused: ACCEPTED };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function durationMs(text: string): number | null {
  const parts = DURATION.exec(text);
  if (!parts) return null;
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return Math.round(((((weeks! * 7 + days!) * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1000);
}

async function nowOf(controls: readonly ServiceControl[]): Promise<number> {
  return Math.max(
    ...(await Promise.all(controls.map((control) => control.status()))).map((status) => status.now),
  );
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_BYTES_MAX) return '';
  }
  return text;
}
