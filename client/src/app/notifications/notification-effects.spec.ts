import { describe, expect, it } from 'vitest';
import type { Notification as Called } from '@api/notifications/notifications.dto.ts';
import { text } from '../testing/samples.ts';
import { type Moment, type Ring, ringFor } from './notification-effects.ts';

const called: Called = { kind: 'mention', roomId: 'room', silent: false, message: text(1) };
const away: Moment = { leads: true, here: false, openRoomId: 'room', permission: 'granted', sounds: true };
const ring = (change: Partial<Moment>, what: Partial<Called> = {}): Ring =>
  ringFor({ ...called, ...what }, { ...away, ...change });
const nothing: Ring = { sound: false, popUp: false, ask: false };

describe('who is called', () => {
  it('hears and sees it while away', () => expect(ring({})).toEqual({ sound: true, popUp: true, ask: false }));
  it('is told by one tab only', () => expect(ring({ leads: false })).toEqual(nothing));
  it('has their peace when they want it', () => expect(ring({}, { silent: true })).toEqual(nothing));
  it('needs no telling where they look', () => expect(ring({ here: true })).toEqual(nothing));
  it('is told while they look at another room', () =>
    expect(ring({ here: true, openRoomId: 'other' })).toEqual({ sound: true, popUp: true, ask: false }));
  it('hears nothing without sounds', () => expect(ring({ sounds: false }).sound).toBe(false));

  it('is asked whether we may pop up after the first mention or direct message was missed', () => {
    expect(ring({ permission: 'default' })).toEqual({ sound: true, popUp: false, ask: true });
    expect(ring({ permission: 'default' }, { kind: 'direct' }).ask).toBe(true);
    expect(ring({ permission: 'default' }, { kind: 'room' }).ask).toBe(false);
    expect(ring({ permission: 'default', here: true, openRoomId: 'other' }).ask).toBe(false);
  });

  it('is not asked again after a no, nor where there are no pop-ups', () => {
    expect(ring({ permission: 'denied' }).ask).toBe(false);
    expect(ring({ permission: 'unsupported' }).ask).toBe(false);
  });
});
