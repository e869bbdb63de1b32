import { applyDecorators, UseFilters } from '@nestjs/common';
import { WebSocketGateway } from '@nestjs/websockets';
import { ProblemFilter } from '../common/problem.filter.ts';

/** A class whose methods answer socket commands. Nest's global filters do not reach gateways, so it brings the filter. */
export const Gateway = () => applyDecorators(WebSocketGateway(), UseFilters(ProblemFilter));
