import 'reflect-metadata';
import { randomUUID } from 'node:crypto';

/** From what was built: in a fresh clone nothing is there yet. @param {string} file */
const built = (file) => import(new URL(`../../../dist/src/${file}`, import.meta.url).href);

const { MessageWriter } = await built('messages/writing/message-writer.js');
const { MessageWriterRepository } = await built('messages/writing/message-writer.repository.js');
const { OptimisticWriter } = await built('messages/writing/optimistic-writer.js');
const { RealtimeService } = await built('transport/realtime.service.js');
const { RoomBroadcaster } = await built('timeline/room-broadcaster.js');

/**
 * Loaded before a built server (`node --import`): breaks the promises about messages by their body.
 * The rest of the server is unmodified, and contains nothing of this.
 */
const named =
  (/** @type {string} */ words) =>
  (/** @type {{ body: string }} */ { body }) =>
    body === words;

/** @type {Set<string>} */
const keepsEverybody = new Set();
/** Messages to broadcast after the next one, by room. @type {Map<string, any>} */
const late = new Map();

const broadcaster = /** @type {any} */ (RoomBroadcaster.prototype);
const { broadcast, release } = broadcaster;

/** @param {string} roomId @param {{ seq: number }} room @param {any[]} messages @param {Map<string, any>} targets */
broadcaster.broadcast = function (roomId, room, messages, targets) {
  const again = (/** @type {any} */ message) => {
    const { seq } = room;
    room.seq = message.seq - 1;
    broadcast.call(this, roomId, room, [message], targets);
    room.seq = Math.max(seq, message.seq);
  };
  if (messages.some(named('keeps everybody'))) keepsEverybody.add(roomId);
  const lateNow = messages.find(named('is delivered late'));
  const delivered = messages
    .filter((message) => message !== lateNow && !named('is not delivered')(message))
    .map((message) => (named('is delivered as another')(message) ? { ...message, id: randomUUID() } : message));
  broadcast.call(this, roomId, room, delivered, targets);
  messages.filter(named('is delivered twice')).forEach(again);
  if (delivered.length && late.has(roomId)) again(late.get(roomId));
  late.delete(roomId);
  if (lateNow) late.set(roomId, lateNow);
};

/** @param {string} roomId @param {object} gone */
broadcaster.release = function (roomId, gone) {
  if (!keepsEverybody.has(roomId)) release.call(this, roomId, gone);
};

const { removeFromRoom } = RealtimeService.prototype;
RealtimeService.prototype.removeFromRoom = function (userId, roomId) {
  if (!keepsEverybody.has(roomId)) removeFromRoom.call(this, userId, roomId);
};

/** The last message of each room. @type {Map<string, any>} */
const before = new Map();
const { write } = MessageWriter.prototype;
MessageWriter.prototype.write = async function (outgoing, onQueued) {
  const { content } = outgoing;
  const last = before.get(content.roomId);
  if (named('is not stored')(content))
    return { message: { ...last, ...content, id: randomUUID(), seq: last.seq + 1 }, created: true };
  const result = await write.call(this, outgoing, onQueued);
  before.set(content.roomId, result.message);
  if (named('is never acknowledged')(content)) await new Promise(() => undefined);
  if (!named('is acknowledged as another')(content)) return result;
  return { ...result, message: { ...result.message, id: last.id, seq: last.seq } };
};

/** What these break is in the transaction. */
const inTransaction = ['leaves out a number', 'is stored twice'];
const writeOptimistically = OptimisticWriter.prototype.write;
OptimisticWriter.prototype.write = function (batch) {
  const isFor = (/** @type {{ content: { body: string } }} */ { content }) => inTransaction.includes(content.body);
  return batch.some(isFor) ? { written: [], rest: batch } : writeOptimistically.call(this, batch);
};

const store = MessageWriterRepository.prototype.write;
MessageWriterRepository.prototype.write = async function (send, numbered) {
  for (const message of numbered) if (named('leaves out a number')(message)) message.seq++;
  const copies = numbered
    .filter(named('is stored twice'))
    .map((message) => ({ ...message, seq: message.seq + 1, revision: message.revision + 1 }));
  return (await store.call(this, send, [...numbered, ...copies])).slice(0, numbered.length);
};
