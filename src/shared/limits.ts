/**
 * Sizes and lengths that server and client must agree on. Those that an operator may change (see `config.ts`) are set
 * once, at start, before anything is validated.
 */
export const limits = {
  /** Characters (code points), as all lengths below. */
  usernameMin: 3,
  usernameMax: 20,
  displayName: 50,
  bio: 500,
  statusText: 100,
  passwordMin: 8,
  passwordMax: 128,
  /** RFC 5321, 4.5.3.1.3: a path is at most 256 octets, brackets included. */
  email: 254,
  messageBody: 4000,
  roomName: 80,
  topic: 250,
  /** Characters of a group's name and description, and people in it: as many as a mention of it notifies. */
  groupName: 80,
  groupDescription: 250,
  groupMembers: 500,
  /** People in a group conversation, when it is made and at most. */
  groupConversationMin: 3,
  groupConversationMax: 12,
  /** Seconds of slow mode: six hours. */
  slowSeconds: 21_600,
  roomCode: 6,
  /** Characters of a quoted message shown above its reply. */
  excerpt: 140,
  attachmentsPerMessage: 10,
  /** Options of a poll, characters of each, and days until a poll closes by itself at the latest. */
  pollOptions: 20,
  pollOption: 200,
  pollDays: 365,
  /** In a poll with more voters, who has chosen what is served only to who asks for the poll. */
  namedVoters: 200,
  /** Bytes of a file, of a voice message, of an avatar. */
  file: 25_000_000,
  audio: 16_000_000,
  avatar: 5_000_000,
  /** Total bytes of a person's files. */
  storagePerPerson: 1_000_000_000,
  /** Uploads that one person may have begun and not ended. */
  uploadsAtOnce: 5,
  /** Keywords of a person, and characters of each. */
  keywords: 50,
  keywordMin: 2,
  keywordMax: 50,
  /** Characters of what an invitation says. */
  invitationMessage: 300,
  /** Rooms in a request that marks them as unread again. */
  readBackRooms: 500,
  /** Bytes of what a program sends to a hook, and hooks of a room. */
  hookBody: 256_000,
  hooksPerRoom: 20,
  /** Characters of the secret that GitHub signs the calls of a hook with. */
  hookSigningSecret: 200,
  /** Subscriptions of the server, rooms of one, characters of its address, and bytes of an event. */
  subscriptions: 50,
  subscriptionRooms: 50,
  subscriptionUrl: 1_000,
  eventBytes: 20_000,
  /** Bytes of what an assistant is answered at once. */
  mcpAnswer: 64_000,
  /** Bytes (UTF-8) of a file's name. */
  fileName: 150,
  /** Slash commands of a server, rooms that one is kept to, and characters of its name, hint and description. */
  commands: 100,
  commandRooms: 50,
  commandName: 32,
  commandHint: 100,
  commandDescription: 200,
  /** Pixels of a picture that is decoded, and the longer side of what is shown of it. */
  pixels: 120_000_000,
  shownSide: 4096,
  /** Frames of an animation, and pixels of all of them: about ten seconds of a processor. */
  frames: 600,
  animationPixels: 100_000_000,
  /** Emoji of a server; pixels of their longer side, frames, and bytes as they are served. */
  customEmoji: 1_000,
  emojiSide: 128,
  emojiFrames: 60,
  emojiBytes: 256_000,
  /** Milliseconds of a voice message. */
  audioDuration: 10 * 60_000,
  /** Steps of a waveform. */
  waveform: 64,
  /** In a room with more members, read receipts are a number, not names. */
  namedReaders: 200,
  /** Earlier texts of a message that are kept: the first, and the newest others. */
  keptEdits: 100,
  /** Maximum number of rows in a response. */
  pageSize: 100,
  /** Changed messages in a response of `changes` and per room in `sync`. */
  changesPerAnswer: 200,
  /** A client that is further behind gets `reset` instead of changes. */
  changesBeforeReset: 1000,
  /** Personal items in a response. */
  personalPerAnswer: 500,
  /** Bots that a person has, and an administrator. */
  botsPerPerson: 10,
  botsPerAdministrator: 100,
  /** Sections of a person's list of rooms, characters of the name of one, and of a place in an order by hand. */
  blocks: 500,
  sections: 50,
  sectionName: 50,
  place: 100,
  /** Messages that one person may have saved, and characters of the note beside one. */
  savedMessages: 5_000,
  savedNote: 500,
  /** Days ahead of a reminder: ten years. */
  reminderDays: 3_653,
  /** Drafts of a person, characters of each (unless a message may have more), and of all: they come in one answer. */
  /** Characters beside a report, reports of a person that wait, and days for which a decided one is kept. */
  reportNote: 500,
  openReports: 50,
  decidedReportDays: 90,
  drafts: 500,
  draftBody: 20_000,
  draftBodies: 1_000_000,
  /** Messages that a person may have scheduled, and days ahead of each. */
  scheduledMessages: 100,
  scheduledDays: 365,
  /** Rooms for which a `sync` may request changes. */
  roomsPerSync: 500,
  /** People whose presence a socket may watch. */
  watchedPeople: 500,
  /**
   * Connections, counted over all nodes when Redis is configured. Many people may share an address; all tabs of a
   * browser share a connection.
   */
  socketsPerPerson: 20,
  socketsPerAddress: 1000,
  /** Packets and bytes of events that may wait for a socket that does not read. */
  queuedPackets: 512,
  queuedBytes: 1024 * 1024,
  /** Bytes, answers included, that may wait for a socket, and for all sockets of one person at a node. */
  unreadBytesPerSocket: 8 * 1024 * 1024,
  unreadBytesPerPerson: 16 * 1024 * 1024,
  /** Bytes of REST answers that may wait for one person or address at a node. */
  unreadResponseBytes: 16 * 1024 * 1024,
  /** Characters of a command; those in `LARGE_COMMANDS` (`command-decoder.ts`) may be longer. */
  command: 4 * 1024,
  /** Bytes of a socket packet and of a JSON body. */
  socketPacket: 64 * 1024,
  jsonBody: 100 * 1024,
};
