import { type DynamicModule, Inject, Module } from '@nestjs/common';
import { Interval, ScheduleModule } from '@nestjs/schedule';
import { DevController } from './dev.controller.js';
import { HealthController } from './health.controller.js';
import { TICK_MS } from './limits.js';
import { ParkedController } from './parked.controller.js';
import { PARKED, RUNNING, type RunningService } from './running.js';
import { Scheduler } from './scheduler.js';
import type { ServiceAssembly } from './service.js';

/** Real time knocks once a second. */
class EverySecond {
  constructor(@Inject(Scheduler) private readonly scheduler: Scheduler) {}

  @Interval(TICK_MS)
  tick(): Promise<void> {
    return this.scheduler.tick();
  }
}

interface Parts {
  readonly running: RunningService;
  readonly assembly: ServiceAssembly;
  readonly scheduler: Scheduler;
  /** False where somebody else ticks: in tests. */
  readonly ticking: boolean;
}

/** A service's own module, and around it the routes that every service has. */
@Module({})
export class HostModule {
  static with({ running, assembly, scheduler, ticking }: Parts): DynamicModule {
    const simulated = running.config.mode !== 'production';
    return {
      module: HostModule,
      imports: [assembly.module, ...(ticking ? [ScheduleModule.forRoot()] : [])],
      controllers: [HealthController, ParkedController, ...(simulated ? [DevController] : [])],
      providers: [
        { provide: RUNNING, useValue: running },
        { provide: PARKED, useValue: assembly.messaging.parked },
        { provide: Scheduler, useValue: scheduler },
        ...(ticking ? [EverySecond] : []),
      ],
    };
  }
}
