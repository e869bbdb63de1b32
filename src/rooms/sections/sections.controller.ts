import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { CreateSection, Section, SectionList, UpdateSection } from './sections.dto.ts';
import { SectionsService } from './sections.service.ts';

/** Sections of the caller's list of rooms. `PATCH /rooms/:id/membership` puts a room into one. */
@ApiTags('sections')
@ApiBearerAuth()
@Controller('sections')
export class SectionsController {
  constructor(private readonly sections: SectionsService) {}

  /** The caller's sections, in their order. */
  @Get()
  async list(@CurrentCaller() caller: Caller): Promise<SectionList> {
    return { items: await this.sections.list(caller) };
  }

  /** Makes a section, behind the others unless a place is given. */
  @Post()
  @Problems('too_many_sections')
  create(@CurrentCaller() caller: Caller, @Body() input: CreateSection): Promise<Section> {
    return this.sections.create(caller, input);
  }

  /** Changes a section. What is absent stays as it is. */
  @Patch(':id')
  @ApiId('id')
  @Problems('section_not_found')
  update(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() changes: UpdateSection): Promise<Section> {
    return this.sections.update(caller, id, changes);
  }

  /** Removes a section; its rooms stand with those that are in none. A repeat changes nothing. */
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  remove(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.sections.remove(caller, id);
  }
}
