import { ValidBody } from '@caseloop/service';
import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { IsNumber, IsOptional, IsString, Length } from 'class-validator';
import { type Rating, answerSurvey } from './answer-survey.js';
import { NOTIFICATIONS, type NotificationsDeps } from './deps.js';
import { SURVEY_REASON_LENGTH_MAX } from './limits.js';

export class RatingBody implements Rating {
  @IsOptional() @IsNumber() score?: number;
  @IsOptional() @IsString() @Length(1, 200) band?: string;
  @IsOptional() @IsString() @Length(0, SURVEY_REASON_LENGTH_MAX) reason?: string;
}

@Controller('v1/surveys')
export class SurveysController {
  constructor(@Inject(NOTIFICATIONS) private readonly deps: NotificationsDeps) {}

  @Post(':token')
  @HttpCode(200)
  answer(@Param('token') token: string, @Body(ValidBody(RatingBody)) rating: RatingBody) {
    return answerSurvey(this.deps, token, rating);
  }
}
