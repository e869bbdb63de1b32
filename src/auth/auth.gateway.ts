import { ConnectedSocket, MessageBody, type OnGatewayInit, SubscribeMessage } from '@nestjs/websockets';
import { Problem } from '../common/problem.ts';
import { ConnectionAdmission } from '../transport/connection-admission.ts';
import { Gateway } from '../transport/gateway.ts';
import { type ParleyServer, type ParleySocket } from '../transport/realtime.service.ts';
import { rejectConnection } from '../transport/handshake.ts';
import { Reauthenticate, type Reauthenticated } from './auth.dto.ts';
import { TokenAuthenticationService } from './tokens/token-authentication.service.ts';

/** Time to send a fresh token after the current token has expired. */
const REAUTHENTICATE_MS = 30_000;
/** The longest time of a timer of Node: 31 bits of milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const timers = new WeakMap<ParleySocket, NodeJS.Timeout>();

/** Authenticates a socket in the handshake, before any other event, and again when its token expires. */
@Gateway()
export class AuthGateway implements OnGatewayInit {
  constructor(
    private readonly tokens: TokenAuthenticationService,
    private readonly admission: ConnectionAdmission,
  ) {}

  afterInit(server: ParleyServer): void {
    server.use((socket, next) => {
      this.tokens
        .identify((socket.handshake.auth as { token?: unknown }).token)
        .then(async (caller) => {
          await this.admission.admitPerson(socket, caller.userId);
          socket.data = { caller, synced: false, visibleFrom: new Map() };
          this.watchExpiry(socket);
          // Once, not with every new token: a socket that renews its token for days would keep a listener for each.
          socket.once('disconnect', () => clearTimeout(timers.get(socket)));
          next();
        })
        .catch((error: unknown) => next(rejectConnection(socket, error)));
    });
  }

  /** Takes a fresh access token of the same session. */
  @SubscribeMessage('reauthenticate')
  async reauthenticate(
    @ConnectedSocket() socket: ParleySocket,
    @MessageBody() { token }: Reauthenticate,
  ): Promise<Reauthenticated> {
    const caller = await this.tokens.identify(token);
    if (caller.sessionId !== socket.data.caller.sessionId) throw new Problem('unauthenticated');
    socket.data.caller = caller;
    this.watchExpiry(socket);
    return { expiresAt: new Date(caller.expiresAt).toISOString() };
  }

  private watchExpiry(socket: ParleySocket): void {
    const { expiresAt, token } = socket.data.caller;
    const cut = () => {
      socket.emit('session_ended', { reason: 'token_expired' });
      socket.disconnect(true);
    };
    const ask = () => {
      socket.emit('token_expiring', { expiresAt: new Date(expiresAt).toISOString() });
      timers.set(socket, setTimeout(cut, REAUTHENTICATE_MS).unref());
    };
    // A personal token cannot be renewed. It may live longer than any timer, which would then fire at once.
    const wait = () => {
      const left = expiresAt - Date.now();
      const next = left > MAX_TIMER_MS ? wait : token ? cut : ask;
      timers.set(socket, setTimeout(next, Math.min(Math.max(0, left), MAX_TIMER_MS)).unref());
    };
    clearTimeout(timers.get(socket));
    wait();
  }
}
