import { type DynamicModule, Module } from '@nestjs/common';
import { ClocksController } from './clocks.controller.js';
import { SlaConsumer } from './consumers.js';
import { SLA, type SlaDeps } from './deps.js';

@Module({})
export class SlaModule {
  static with(deps: SlaDeps): DynamicModule {
    return {
      module: SlaModule,
      controllers: [SlaConsumer, ClocksController],
      providers: [{ provide: SLA, useValue: deps }],
    };
  }
}
