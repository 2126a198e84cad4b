import { connectTransport } from '@caseloop/messaging';
import { serve } from '@caseloop/service';
import { analytics } from './service.js';

await serve(analytics, connectTransport);
