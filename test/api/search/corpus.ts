/** Messages, and queries that a member who remembers them roughly would type. */
export interface SearchCase {
  kind: string;
  body: string;
  sought: string[];
}

const of = (kind: string, ...pairs: [body: string, ...sought: string[]][]): SearchCase[] =>
  pairs.map(([body, ...sought]) => ({ kind, body, sought }));

/** Labelled by hand: every query must find its message among the first twenty. */
export const corpus: SearchCase[] = [
  ...of(
    'English',
    [
      'The projector cable is behind the plant in the small meeting room',
      'projector',
      'small meeting room',
      'plant proj',
    ],
    ['Deployment finished, rollback is not needed', 'rollback', 'deployment finished', 'deploy'],
    ["Grace's keynote starts at a quarter past nine", 'keynote', 'quarter past', "grace's"],
  ),
  ...of(
    'German',
    ['Die Übergabe verschiebt sich, weil der Aufzug repariert wird', 'Übergabe', 'ubergabe', 'aufzug', 'repar'],
    ['Bitte die Straßenbahnhaltestelle auf dem Plan einzeichnen', 'straßenbahn', 'haltestelle', 'strassenbahn'],
  ),
  ...of('French', ['Le café près de la gare a changé de propriétaire', 'cafe', 'propriétaire', 'proprietaire', 'gare']),
  ...of('Spanish', ['Mañana revisamos el diseño de la señal con Íñigo', 'manana', 'diseño', 'senal', 'inigo']),
  ...of('Polish', ['Zażółć gęślą jaźń przed spotkaniem w Łodzi', 'zazolc', 'gesla', 'Łodzi', 'lodzi']),
  ...of('Turkish', ['İstanbul ofisinde ışık kesildi, toplantı ertelendi', 'istanbul', 'toplantı', 'ertelendi']),
  ...of('Russian', [
    'Перенесли собрание на четверг, кабинет двенадцать',
    'собрание',
    'четверг',
    'ПЕРЕНЕСЛИ',
    'кабинет',
  ]),
  ...of('Greek', ['Η παρουσίαση αναβάλλεται για την Παρασκευή', 'παρουσίαση', 'παρουσιαση', 'Παρασκευή']),
  ...of('Arabic', ['تم تأجيل الاجتماع إلى يوم الخميس', 'الاجتماع', 'الخميس']),
  ...of('Hebrew', ['הפגישה נדחתה ליום חמישי בבוקר', 'הפגישה', 'חמישי']),
  ...of('Hindi', ['बैठक गुरुवार सुबह तक स्थगित कर दी गई है', 'बैठक', 'गुरुवार']),
  ...of('Chinese', ['会议推迟到星期四上午十点,在三楼会议室', '会议', '星期四', '三楼会议室', '推迟']),
  ...of('Japanese', [
    '会議は木曜日の午前十時に延期されました。プロジェクターを忘れずに',
    '木曜日',
    'プロジェクター',
    '延期',
    '午前',
  ]),
  ...of('Korean', ['회의가 목요일 오전 열 시로 연기되었습니다', '회의', '목요일', '연기']),
  ...of('Thai', ['ประชุมเลื่อนไปเป็นวันพฤหัสบดีตอนเช้า', 'ประชุม', 'พฤหัสบดี']),
  ...of(
    'addresses',
    [
      'Write to mary.shelley+invoices@example.co.uk about it',
      'mary.shelley+invoices@example.co.uk',
      'shelley',
      '@example.co.uk',
      'mary.shelley',
    ],
    [
      'See https://tracker.example.org/issues/4711?tab=log#line-12 for details',
      'tracker.example.org',
      '/issues/4711',
      '4711',
      'line-12',
    ],
  ),
  ...of(
    'code and paths',
    [
      'It fails in src/timeline/room-feed.ts:142 with ERR_STREAM_DESTROYED',
      'room-feed.ts',
      'src/timeline',
      'ERR_STREAM',
      'stream_destroyed',
      ':142',
    ],
    ['`SELECT * FROM room_head WHERE room_id = $1` is enough', 'room_head', 'select * from', 'room_id = $1', '$1'],
    ['call useDeferredValue() before renderToString', 'useDeferredValue', 'deferred', 'renderTo', 'value()'],
    ['C:\\Users\\ada\\notes.txt and 100% of the rest', 'C:\\Users', 'notes.txt', '100%'],
  ),
  ...of('hyphens', [
    'A state-of-the-art, re-entrant, well-known algorithm',
    'state-of-the-art',
    're-entrant',
    'well-known',
    'known',
  ]),
  ...of('numbers', ['Invoice 2026-00417 over 1.299,50 € is paid', '2026-00417', '00417', '1.299,50', '€']),
  ...of('emoji', ['Shipped 🚀🎉 thanks to everybody', '🚀', '🎉 thanks']),
  ...of('full width', ['ＦＵＬＬ ｗｉｄｔｈ １２３ and ﬁgure ²', 'full width', '123', 'figure']),
  ...of(
    'typing mistakes',
    ['The accommodation in Edinburgh is booked until Sunday', 'acommodation', 'Edinburg', 'acomodation edinburgh'],
    ['Quarterly retrospective with the whole department', 'retrospctive', 'quaterly', 'departmnt'],
  ),
];

/** Other messages around it in the room. */
export const otherMessage = (index: number): string =>
  `${['Morning', 'Lunch', 'Later', 'Fine', 'Sure'][index % 5]}, number ${index}: ${['see you', 'nothing new', 'on my way', 'done'][index % 4]}`;
