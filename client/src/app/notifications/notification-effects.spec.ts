import { describe, expect, it } from 'vitest';
import type { Notification } from '@api/notifications/notifications.dto.ts';
import { text } from '../testing/samples.ts';
import { type NotificationContext, type NotificationEffects, effectsFor } from './notification-effects.ts';

const mention: Notification = { kind: 'mention', roomId: 'room', silent: false, message: text(1) };
const away: NotificationContext = {
  isActiveTab: true,
  hasAttention: false,
  openRoomId: 'room',
  openThreadId: null,
  permission: 'granted',
  sounds: true,
};
const effects = (change: Partial<NotificationContext>, what: Partial<Notification> = {}): NotificationEffects =>
  effectsFor({ ...mention, ...what }, { ...away, ...change });
const none: NotificationEffects = { sound: false, popUp: false, askPermission: false };

describe('a notification', () => {
  it('makes a sound and pops up while the reader is away', () =>
    expect(effects({})).toEqual({ sound: true, popUp: true, askPermission: false }));
  it('is shown by the active tab only', () => expect(effects({ isActiveTab: false })).toEqual(none));
  it('has no effects when it is silent', () => expect(effects({}, { silent: true })).toEqual(none));
  it('has no effects in the room that the reader looks at', () =>
    expect(effects({ hasAttention: true })).toEqual(none));
  it('of a call rings in the room that the reader looks at, too', () =>
    expect(effects({ hasAttention: true }, { kind: 'call' }).sound).toBe(true));
  it('of a reply that stays in its thread is shown unless that thread is open', () => {
    const message = text(2, { threadId: 'm1', inRoom: false });
    expect(effects({ hasAttention: true }, { message }).sound).toBe(true);
    expect(effects({ hasAttention: true, openThreadId: 'm1' }, { message })).toEqual(none);
  });
  it('of a reminder is shown in the room that the reader looks at, too', () =>
    expect(effects({ hasAttention: true }, { kind: 'reminder' })).toEqual({
      sound: true,
      popUp: true,
      askPermission: false,
    }));
  it('is shown while the reader looks at another room', () =>
    expect(effects({ hasAttention: true, openRoomId: 'other' })).toEqual({
      sound: true,
      popUp: true,
      askPermission: false,
    }));
  it('makes no sound where sounds are off', () => expect(effects({ sounds: false }).sound).toBe(false));

  it('asks for permission after the first missed mention or direct message', () => {
    expect(effects({ permission: 'default' })).toEqual({ sound: true, popUp: false, askPermission: true });
    expect(effects({ permission: 'default' }, { kind: 'direct' }).askPermission).toBe(true);
    expect(effects({ permission: 'default' }, { kind: 'room' }).askPermission).toBe(false);
    expect(effects({ permission: 'default', hasAttention: true, openRoomId: 'other' }).askPermission).toBe(false);
  });

  it('does not ask for permission that was denied, nor where there is none', () => {
    expect(effects({ permission: 'denied' }).askPermission).toBe(false);
    expect(effects({ permission: 'unsupported' }).askPermission).toBe(false);
  });
});
