import { connectTransport } from '@caseloop/messaging';
import { serve } from '@caseloop/service';
import { routing } from './service.js';

await serve(routing, (config) => connectTransport(config));
