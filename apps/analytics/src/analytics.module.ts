import type { Pack } from '@caseloop/policy';
import type { Clock, PackVersions } from '@caseloop/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { AnalyticsConsumer } from './consumers.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsRepository } from './metrics.repository.js';
import { CLOCK, PACKS } from './tokens.js';

export interface AnalyticsParts {
  readonly clock: Clock;
  readonly packs: PackVersions<Pack>;
  readonly metrics: MetricsRepository;
}

@Module({})
export class AnalyticsModule {
  static with({ clock, packs, metrics }: AnalyticsParts): DynamicModule {
    return {
      module: AnalyticsModule,
      controllers: [AnalyticsConsumer, MetricsController],
      providers: [
        { provide: CLOCK, useValue: clock },
        { provide: PACKS, useValue: packs },
        { provide: MetricsRepository, useValue: metrics },
      ],
    };
  }
}
