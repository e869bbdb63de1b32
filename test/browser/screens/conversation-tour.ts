import { expect } from '@playwright/test';
import { picture } from '../support/files.ts';
import type { CompanyWithEdgeCases } from './edge-cases.ts';
import type { Person } from '../support/person.ts';
import type { Visit } from './screen-inspector.ts';

/** How both tours move about. */
function inRooms(person: Person, house: CompanyWithEdgeCases) {
  const { page } = person;
  const button = (name: string | RegExp) =>
    page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) });
  const open = async ({ id }: { id: string }) => {
    await page.goto(`/rooms/${id}`);
    await expect(person.composer).toBeVisible();
  };
  const launch = async () => {
    await open(house.room);
    await person.sees('In short');
  };
  return {
    page,
    button,
    open,
    launch,
    dialog: page.getByRole('dialog'),
    tab: (name: string) => page.getByRole('tab', { name }).click(),
    details: () => button('Room details').click(),
    choose: async (action: string, words: string) => {
      await launch();
      await person.choose(action, words);
    },
  };
}

/** Tour of a room, its panel, its messages and what one does with them. */
export async function visitConversation(person: Person, visit: Visit, house: CompanyWithEdgeCases): Promise<void> {
  const { page, dialog, button, launch, tab, details, choose } = inRooms(person, house);
  const panel = page.getByRole('complementary', { name: 'Room details' });
  await visit('no room open', async () => {
    await page.goto('/rooms');
    await expect(person.room('Launch week')).toBeVisible();
  });
  await visit('no such room', () => page.getByRole('searchbox', { name: 'Find rooms and messages' }).fill('zzz'));
  await visit('room', launch);
  await visit('panel, about', async () => {
    await details();
    await tab('About');
  });
  await visit('panel, members', () => tab('Members'));
  await visit('panel, files', () => tab('Files'));
  await visit('panel, search', () => tab('Search'));
  await visit('date dialog', async () => {
    await panel.getByRole('button', { name: 'Jump to a date' }).click();
    await expect(dialog).toBeVisible();
  });
  const inRoom = panel.getByRole('searchbox', { name: 'Search in this room' });
  await visit('panel, search, found', async () => {
    await page.keyboard.press('Escape');
    await inRoom.fill('the');
    await expect(panel.getByRole('list', { name: 'What was found' }).getByRole('listitem').first()).toBeVisible();
  });
  await visit('panel, search, nothing', async () => {
    await inRoom.fill('zzzyzx');
    await expect(panel.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  });
  await visit('threads', async () => {
    await page.goto(`/rooms/${house.room.id}?panel=threads`);
    await expect(page.getByRole('complementary').getByText('1 reply').first()).toBeVisible();
  });
  await visit('thread', async () => {
    await launch();
    await button(/^1 reply/)
      .last()
      .click();
    await expect(page.getByRole('complementary', { name: 'Thread' }).getByRole('article')).toHaveCount(2);
  });
  await visit('message menu', async () => {
    await launch();
    await person.openMenu('The second for me');
  });
  await visit('composer, suggestions', async () => {
    await choose('Reply', 'The second for me');
    await person.composer.fill('I answer **this**, and @gr');
    await expect(page.getByRole('option').first()).toBeVisible();
  });
  await visit('composer, reply with a picture', async () => {
    await launch();
    const file = await picture('a-picture-with-a-rather-long-name.png', 'teal');
    await page.locator('input[type=file]').first().setInputFiles(file);
    await expect(button(/^Remove a-picture/)).toBeVisible();
  });
  await visit('composer, recording', async () => {
    // The level meter moves all the time.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await button('Record a voice message').click();
    await expect(page.getByRole('group', { name: 'Recording' })).toBeVisible();
  });
  await visit('composer, recorded', async () => {
    await page.getByRole('group', { name: 'Recording' }).getByRole('button').last().click();
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await expect(button(/^Remove Voice|^Remove voice/)).toBeVisible();
  });
  await visit('emoji picker', async () => {
    await button(/^Remove [Vv]oice/).click();
    await button(/^Remove a-picture/).click();
    await button('Emoji').click();
    await expect(page.getByRole('searchbox', { name: 'Search emoji' })).toBeVisible();
  });
  await visit('lightbox', async () => {
    await launch();
    await button(/^Show picture/)
      .first()
      .click();
    await expect(dialog).toBeVisible();
  });
  for (const [action, words] of [
    ['Forward …', 'In short'],
    ['Seen by', 'The second for me'],
  ] as const)
    await visit(action, async () => {
      await choose(action, words);
      await expect(dialog).toBeVisible();
    });
  await visit('poll form', async () => {
    await launch();
    await person.composer.fill('/poll When do we launch?');
    // On a phone Enter begins a line.
    await person.page.getByRole('button', { name: 'Send message' }).click();
    await dialog.getByRole('textbox', { name: 'Answer 1' }).fill('Tuesday');
    await dialog.getByText('Settings').click();
  });
  await visit('reminder', async () => {
    await choose('Remind me …', 'The second for me');
    await dialog.getByRole('radio', { name: 'Another time' }).check();
    await dialog.getByRole('textbox', { name: 'Note' }).fill('Answer before the meeting');
  });
  await visit('later', async () => {
    await dialog.getByRole('button', { name: 'Set reminder' }).click();
    await expect(dialog).toHaveCount(0);
    await page.goto('/later');
    await expect(page.getByText('Answer before the meeting')).toBeVisible();
  });
  await visit('later, nothing done', async () => {
    await page.goto('/later?show=done');
    await expect(page.getByRole('heading', { name: 'Nothing done yet' })).toBeVisible();
  });
  await visit('drafts', async () => {
    await page.goto('/drafts');
    await expect(page.getByRole('main').getByRole('listitem').first()).toBeVisible();
  });
  await visit('scheduled, nothing', async () => {
    await page.goto('/drafts?show=scheduled');
    await expect(page.getByRole('heading', { name: 'Nothing is scheduled' })).toBeVisible();
  });
}

/** Tour of other rooms, and of the lists and dialogs around them. */
export async function visitOtherRooms(person: Person, visit: Visit, house: CompanyWithEdgeCases): Promise<void> {
  const { page, dialog, button, open, tab, details } = inRooms(person, house);
  await visit('odd room', async () => {
    await open(house.odd);
    await person.sees('I do mind');
  });
  await visit('odd room, about', async () => {
    await details();
    await tab('About');
  });
  await visit('odd room, members', () => tab('Members'));
  await visit('empty room', async () => {
    await open(house.empty);
    await expect(page.getByText('The conversation begins here.')).toBeVisible();
  });
  await visit('invitation to a room', async () => {
    await details();
    await tab('About');
    await button('Show QR code').click();
    await expect(dialog.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  });
  await visit('room settings', async () => {
    await open(house.empty);
    await details();
    await tab('About');
    await button('Room settings').click();
    await expect(dialog).toBeVisible();
  });
  await visit('confirm', async () => {
    await button('Delete room').click();
    await expect(page.getByText('Delete Nothing yet?')).toBeVisible();
  });
  await visit('direct room', () => open(house.direct));
  await visit('lobby', async () => {
    await open(await house.ada.lobby());
    await person.sees('Welcome');
  });
  await visit('room gone', async () => {
    person.allowError(/status of 404/);
    await page.goto('/rooms/00000000-0000-7000-8000-000000000000');
    await expect(page.getByText('You are not in this room')).toBeVisible();
  });
  for (const what of ['New room', 'New direct message', 'Join with a code', 'Browse public rooms'] as const)
    await visit(what, async () => {
      await page.goto('/rooms');
      await person.chooseNew(what);
      await expect(dialog).toBeVisible();
      await expect(dialog.locator('parley-skeleton-rows')).toHaveCount(0);
    });
  await visit('catch up', async () => {
    await page.goto('/unread');
    await expect(page.locator('[data-card]').or(page.getByRole('status')).first()).toBeVisible();
  });
  await visit('account menu', async () => {
    await page.goto('/rooms');
    await button(/Account and settings/).click();
    await expect(page.getByRole('menu')).toBeVisible();
  });
  await visit('status', async () => {
    await page.getByRole('menuitem', { name: 'Set a status' }).click();
    await expect(dialog).toBeVisible();
  });
  await visit('switcher', async () => {
    await page.goto('/rooms');
    await expect(person.room('Launch week')).toBeVisible();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('a');
    await expect(page.getByRole('option').first()).toBeVisible();
  });
  await visit('shortcuts', async () => {
    await page.goto('/rooms');
    await expect(person.room('Launch week')).toBeVisible();
    await page.keyboard.press('Control+/');
    await expect(dialog).toBeVisible();
  });
  const searchField = page.getByRole('searchbox', { name: 'Search in all rooms' });
  await visit('search', () => page.goto('/search'));
  await visit('search, found', async () => {
    await searchField.fill('the second');
    await expect(page.getByRole('list', { name: 'What was found' }).getByRole('listitem').first()).toBeVisible();
  });
  await visit('search, nothing', async () => {
    await searchField.fill('zzzyzx');
    await expect(page.getByText('Nothing found')).toBeVisible();
  });
}
