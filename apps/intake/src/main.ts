import { connectTransport } from '@caseloop/messaging';
import { serve } from '@caseloop/service';
import { intake } from './service.js';

await serve(intake, (config) => connectTransport(config));
