import { connectTransport } from '@caseloop/messaging';
import { serve } from '@caseloop/service';
import { sla } from './service.js';

await serve(sla, (config) => connectTransport(config));
