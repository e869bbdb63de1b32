import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { lastValueFrom, type Observable } from 'rxjs';
import { ApiProblem } from './api-problem.ts';

export const API = '/api/v1';

type Query = Record<string, string | number | undefined>;

/** The client of the REST interface: resolves to the server's views, rejects with an `ApiProblem`. */
@Injectable({ providedIn: 'root' })
export class Api {
  private readonly http = inject(HttpClient);

  get<T>(path: string, query: Query = {}): Promise<T> {
    const params = Object.fromEntries(
      Object.entries(query).filter(
        (pair): pair is [string, string | number] => pair[1] !== undefined && pair[1] !== '',
      ),
    );
    return promiseOf(this.http.get<T>(API + path, { params }));
  }

  async file(path: string): Promise<Blob> {
    try {
      return await lastValueFrom(this.http.get(API + path, { responseType: 'blob' }));
    } catch (error) {
      throw error instanceof HttpErrorResponse ? await problemIn(error) : error;
    }
  }

  post<T>(path: string, body: object = {}): Promise<T> {
    return promiseOf(this.http.post<T>(API + path, body));
  }

  put<T>(path: string, body: object = {}): Promise<T> {
    return promiseOf(this.http.put<T>(API + path, body));
  }

  /** @param options `keepalive`: the request is sent even if the page is left at once; for bodies of less than 64 kB */
  patch<T>(path: string, body: object, options: { keepalive?: boolean } = {}): Promise<T> {
    return promiseOf(this.http.patch<T>(API + path, body, options));
  }

  delete<T = void>(path: string, body?: object): Promise<T> {
    return promiseOf(this.http.delete<T>(API + path, { body }));
  }
}

/** A refusal of a file request is a Blob too, with the problem in it. */
async function problemIn(refusal: HttpErrorResponse): Promise<ApiProblem> {
  const { headers, status } = refusal;
  const file: unknown = refusal.error;
  const error = file instanceof Blob ? parseJson(await file.text()) : file;
  return ApiProblem.fromHttp(new HttpErrorResponse({ error, headers, status }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function promiseOf<T>(response: Observable<T>): Promise<T> {
  try {
    return await lastValueFrom(response);
  } catch (error) {
    throw error instanceof HttpErrorResponse ? ApiProblem.fromHttp(error) : error;
  }
}
