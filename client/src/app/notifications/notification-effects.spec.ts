import { describe, expect, it } from 'vitest';
import type { Notification as Called } from '@api/notifications/notifications.dto.ts';
import { text } from '../testing/samples.ts';
import { type NotificationContext, type NotificationEffects, effectsFor } from './notification-effects.ts';

const called: Called = { kind: 'mention', roomId: 'room', silent: false, message: text(1) };
const away: NotificationContext = {
  isActiveTab: true,
  hasAttention: false,
  openRoomId: 'room',
  permission: 'granted',
  sounds: true,
};
const ring = (change: Partial<NotificationContext>, what: Partial<Called> = {}): NotificationEffects =>
  effectsFor({ ...called, ...what }, { ...away, ...change });
const nothing: NotificationEffects = { sound: false, popUp: false, askPermission: false };

describe('who is called', () => {
  it('hears and sees it while away', () => expect(ring({})).toEqual({ sound: true, popUp: true, ask: false }));
  it('is told by one tab only', () => expect(ring({ isActiveTab: false })).toEqual(nothing));
  it('has their peace when they want it', () => expect(ring({}, { silent: true })).toEqual(nothing));
  it('needs no telling where they look', () => expect(ring({ hasAttention: true })).toEqual(nothing));
  it('is told while they look at another room', () =>
    expect(ring({ hasAttention: true, openRoomId: 'other' })).toEqual({ sound: true, popUp: true, ask: false }));
  it('hears nothing without sounds', () => expect(ring({ sounds: false }).sound).toBe(false));

  it('is asked whether we may pop up after the first mention or direct message was missed', () => {
    expect(ring({ permission: 'default' })).toEqual({ sound: true, popUp: false, ask: true });
    expect(ring({ permission: 'default' }, { kind: 'direct' }).askPermission).toBe(true);
    expect(ring({ permission: 'default' }, { kind: 'room' }).askPermission).toBe(false);
    expect(ring({ permission: 'default', hasAttention: true, openRoomId: 'other' }).askPermission).toBe(false);
  });

  it('is not asked again after a no, nor where there are no pop-ups', () => {
    expect(ring({ permission: 'denied' }).askPermission).toBe(false);
    expect(ring({ permission: 'unsupported' }).askPermission).toBe(false);
  });
});
