import { connectTransport } from '@caseloop/messaging';
import { serve } from '@caseloop/service';
import { casework } from './service.js';

await serve(casework, (config) => connectTransport(config));
