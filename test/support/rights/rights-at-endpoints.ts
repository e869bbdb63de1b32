import { rightsTable } from './rights-table.ts';

/**
 * The answer of each endpoint, written out by hand. A room that the caller may not know of is 404, like a missing
 * room; so is a message that the caller may not read, in any room. `banned` is 403 with that code, `stays` 409: a direct room
 * cannot be left.
 */
export const roomRights = rightsTable(`
  room    | who                                | see join   preview read read-message post reply react vote  call answer pin invite leave moderate rename configure delete
  public  | a stranger                         | ✓   ✓      ✓       403  404          403  403   404   404   403  403    404 403    403   403      403    403       403
  public  | a guest outside                    | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  public  | the administrator outside          | ✓   ✓      ✓       403  404          403  403   404   404   403  403    404 403    403   403      403    403       403
  public  | somebody banned                    | ✓   banned banned  403  404          403  403   404   404   403  403    404 403    403   403      403    403       403
  public  | a guest                            | ✓   ✓      ✓       ✓    ✓            ✓    ✓     ✓     ✓     ✓    ✓      ✓   403    ✓     403      403    403       403
  public  | a member                           | ✓   ✓      ✓       ✓    ✓            ✓    ✓     ✓     ✓     ✓    ✓      ✓   ✓      ✓     403      403    403       403
  public  | a member who moderates the server  | ✓   ✓      ✓       ✓    ✓            ✓    ✓     ✓     ✓     ✓    ✓      ✓   ✓      ✓     ✓        403    403       403
  public  | a moderator                        | ✓   ✓      ✓       ✓    ✓            ✓    ✓     ✓     ✓     ✓    ✓      ✓   ✓      ✓     ✓        ✓      403       403
  public  | an owner                           | ✓   ✓      ✓       ✓    ✓            ✓    ✓     ✓     ✓     ✓    ✓      ✓   ✓      ✓     ✓        ✓      ✓         ✓
  private | a stranger                         | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  private | a guest outside                    | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  private | the administrator outside          | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  private | somebody banned                    | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  private | a guest                            | ✓   ✓      ✓       ✓    ✓            ✓    ✓     ✓     ✓     ✓    ✓      ✓   403    ✓     403      403    403       403
  private | a member                           | ✓   ✓      ✓       ✓    ✓            ✓    ✓     ✓     ✓     ✓    ✓      ✓   ✓      ✓     403      403    403       403
  private | a member who moderates the server  | ✓   ✓      ✓       ✓    ✓            ✓    ✓     ✓     ✓     ✓    ✓      ✓   ✓      ✓     403      403    403       403
  private | a moderator                        | ✓   ✓      ✓       ✓    ✓            ✓    ✓     ✓     ✓     ✓    ✓      ✓   ✓      ✓     ✓        ✓      403       403
  private | an owner                           | ✓   ✓      ✓       ✓    ✓            ✓    ✓     ✓     ✓     ✓    ✓      ✓   ✓      ✓     ✓        ✓      ✓         ✓
  direct  | a stranger                         | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  direct  | a guest outside                    | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  direct  | the administrator outside          | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  direct  | somebody banned                    | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  direct  | a guest                            | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  direct  | a member                           | ✓   ✓      ✓       ✓    ✓            ✓    ✓     ✓     ✓     ✓    ✓      ✓   403    stays 403      403    403       403
  direct  | a member who moderates the server  | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  direct  | a moderator                        | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  direct  | an owner                           | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  group   | a stranger                         | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  group   | a guest outside                    | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  group   | the administrator outside          | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  group   | somebody banned                    | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  group   | a guest                            | 404 404    404     404  404          404  404   404   404   404  404    404 404    404   404      404    404       404
  group   | a member                           | ✓   ✓      ✓       ✓    ✓            ✓    ✓     ✓     ✓     ✓    ✓      ✓   ✓      ✓     403      ✓      403       403
  group   | a member who moderates the server  | ✓   ✓      ✓       ✓    ✓            ✓    ✓     ✓     ✓     ✓    ✓      ✓   ✓      ✓     403      ✓      403       403
  group   | a moderator                        | ✓   ✓      ✓       ✓    ✓            ✓    ✓     ✓     ✓     ✓    ✓      ✓   ✓      ✓     403      ✓      403       403
  group   | an owner                           | ✓   ✓      ✓       ✓    ✓            ✓    ✓     ✓     ✓     ✓    ✓      ✓   ✓      ✓     403      ✓      403       403
`);

/** By the role of the target; `·` where the target would be the caller. */
export const memberRights = rightsTable(`
  act             | room    | who                                | owner moderator member
  give            | public  | a stranger                         | 403   403       403
  give            | public  | a guest outside                    | 404   404       404
  give            | public  | the administrator outside          | 403   403       403
  give            | public  | somebody banned                    | 403   403       403
  give            | public  | a guest                            | 403   403       ·
  give            | public  | a member                           | 403   403       403
  give            | public  | a member who moderates the server  | 403   403       403
  give            | public  | a moderator                        | 403   ·         403
  give            | public  | an owner                           | ✓     ✓         ✓
  give            | private | a stranger                         | 404   404       404
  give            | private | a guest outside                    | 404   404       404
  give            | private | the administrator outside          | 404   404       404
  give            | private | somebody banned                    | 404   404       404
  give            | private | a guest                            | 403   403       ·
  give            | private | a member                           | 403   403       403
  give            | private | a member who moderates the server  | 403   403       403
  give            | private | a moderator                        | 403   ·         403
  give            | private | an owner                           | ✓     ✓         ✓
  mute, kick, ban | public  | a stranger                         | 403   403       403
  mute, kick, ban | public  | a guest outside                    | 404   404       404
  mute, kick, ban | public  | the administrator outside          | 403   403       403
  mute, kick, ban | public  | somebody banned                    | 403   403       403
  mute, kick, ban | public  | a guest                            | 403   403       ·
  mute, kick, ban | public  | a member                           | 403   403       403
  mute, kick, ban | public  | a member who moderates the server  | 403   403       ✓
  mute, kick, ban | public  | a moderator                        | 403   ·         ✓
  mute, kick, ban | public  | an owner                           | ✓     ✓         ✓
  mute, kick, ban | private | a stranger                         | 404   404       404
  mute, kick, ban | private | a guest outside                    | 404   404       404
  mute, kick, ban | private | the administrator outside          | 404   404       404
  mute, kick, ban | private | somebody banned                    | 404   404       404
  mute, kick, ban | private | a guest                            | 403   403       ·
  mute, kick, ban | private | a member                           | 403   403       403
  mute, kick, ban | private | a member who moderates the server  | 403   403       403
  mute, kick, ban | private | a moderator                        | 403   ·         ✓
  mute, kick, ban | private | an owner                           | ✓     ✓         ✓
`);

/**
 * For messages of the founder, messages of the caller (`·` where there is none) and notices of the
 * room, which have no author (a direct room and a new group conversation have none). `see` is the body before an edit.
 */
export const messageRights = rightsTable(`
  room    | who                                | see edit delete see-own edit-own delete-own react-notice pin-notice edit-notice delete-notice
  public  | a stranger                         | 404 404  404    ·       ·        ·          404          404        404         404
  public  | a guest outside                    | 404 404  404    ·       ·        ·          404          404        404         404
  public  | the administrator outside          | 404 404  404    ·       ·        ·          404          404        404         404
  public  | somebody banned                    | 404 404  404    404     404      404        404          404        404         404
  public  | a guest                            | 403 403  403    ✓       ✓        ✓          403          403        403         403
  public  | a member                           | 403 403  403    ✓       ✓        ✓          403          403        403         403
  public  | a member who moderates the server  | ✓   403  ✓      ✓       ✓        ✓          403          403        403         403
  public  | a moderator                        | ✓   403  ✓      ✓       ✓        ✓          403          403        403         403
  public  | an owner                           | ✓   403  ✓      ✓       ✓        ✓          403          403        403         403
  private | a stranger                         | 404 404  404    ·       ·        ·          404          404        404         404
  private | a guest outside                    | 404 404  404    ·       ·        ·          404          404        404         404
  private | the administrator outside          | 404 404  404    ·       ·        ·          404          404        404         404
  private | somebody banned                    | 404 404  404    404     404      404        404          404        404         404
  private | a guest                            | 403 403  403    ✓       ✓        ✓          403          403        403         403
  private | a member                           | 403 403  403    ✓       ✓        ✓          403          403        403         403
  private | a member who moderates the server  | 403 403  403    ✓       ✓        ✓          403          403        403         403
  private | a moderator                        | ✓   403  ✓      ✓       ✓        ✓          403          403        403         403
  private | an owner                           | ✓   403  ✓      ✓       ✓        ✓          403          403        403         403
  direct  | a stranger                         | 404 404  404    ·       ·        ·          ·            ·          ·           ·
  direct  | a guest outside                    | 404 404  404    ·       ·        ·          ·            ·          ·           ·
  direct  | the administrator outside          | 404 404  404    ·       ·        ·          ·            ·          ·           ·
  direct  | somebody banned                    | 404 404  404    ·       ·        ·          ·            ·          ·           ·
  direct  | a guest                            | 404 404  404    ·       ·        ·          ·            ·          ·           ·
  direct  | a member                           | 403 403  403    ✓       ✓        ✓          ·            ·          ·           ·
  direct  | a member who moderates the server  | 404 404  404    ·       ·        ·          ·            ·          ·           ·
  direct  | a moderator                        | 404 404  404    ·       ·        ·          ·            ·          ·           ·
  direct  | an owner                           | 404 404  404    ·       ·        ·          ·            ·          ·           ·
  group   | a stranger                         | 404 404  404    ·       ·        ·          ·            ·          ·           ·
  group   | a guest outside                    | 404 404  404    ·       ·        ·          ·            ·          ·           ·
  group   | the administrator outside          | 404 404  404    ·       ·        ·          ·            ·          ·           ·
  group   | somebody banned                    | 404 404  404    ·       ·        ·          ·            ·          ·           ·
  group   | a guest                            | 404 404  404    ·       ·        ·          ·            ·          ·           ·
  group   | a member                           | 403 403  403    ✓       ✓        ✓          ·            ·          ·           ·
  group   | a member who moderates the server  | 403 403  403    ✓       ✓        ✓          ·            ·          ·           ·
  group   | a moderator                        | 403 403  403    ✓       ✓        ✓          ·            ·          ·           ·
  group   | an owner                           | 403 403  403    ✓       ✓        ✓          ·            ·          ·           ·
`);

/** Whether `@room` notifies the whole room, by the room's setting; a direct room and a group conversation have none. */
export const massMentionRights = rightsTable(`
  room            | who                                | owner moderator member
  public, private | a guest                            | –     –         ✓
  public, private | a member                           | –     –         ✓
  public, private | a member who moderates the server  | –     –         ✓
  public, private | a moderator                        | –     ✓         ✓
  public, private | an owner                           | ✓     ✓         ✓
  direct, group   | a member                           | –     –         –
`);
