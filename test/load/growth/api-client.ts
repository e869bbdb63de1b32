import type { Login } from '../../../src/auth/auth.dto.ts';
import { Connection } from '../connection.ts';

export const PASSWORD = 'a fine long password';

/** Signs in and sends requests over the REST API. */
export class ApiClient {
  private token = '';
  private readonly port: number;

  private constructor(port: number) {
    this.port = port;
  }

  static async signIn(port: number, login: string): Promise<ApiClient> {
    const visitor = new ApiClient(port);
    const { accessToken } = await visitor.ask<Login>('POST', '/auth/login', { login, password: PASSWORD });
    visitor.token = accessToken;
    return visitor;
  }

  get<T>(path: string): Promise<T> {
    return this.ask<T>('GET', path);
  }

  connect(): Promise<Connection> {
    return Connection.open(this.port, { token: this.token });
  }

  private async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${this.port}/api/v1${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.token && { authorization: `Bearer ${this.token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} → ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }
}
