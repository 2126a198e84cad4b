import { type DynamicModule, Module } from '@nestjs/common';
import { NotificationsConsumer } from './consumers.js';
import { NOTIFICATIONS, type NotificationsDeps } from './deps.js';
import { MessagesController } from './messages.controller.js';
import { SurveysController } from './surveys.controller.js';

@Module({})
export class NotificationsModule {
  static with(deps: NotificationsDeps): DynamicModule {
    return {
      module: NotificationsModule,
      controllers: [NotificationsConsumer, MessagesController, SurveysController],
      providers: [{ provide: NOTIFICATIONS, useValue: deps }],
    };
  }
}
