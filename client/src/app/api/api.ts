import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { lastValueFrom, type Observable } from 'rxjs';
import { ApiProblem } from './api-problem.ts';

export const API = '/api/v1';

type Query = Record<string, string | number | undefined>;

/** The REST door: promises of the contract's shapes, and an `ApiProblem` for everything else. */
@Injectable({ providedIn: 'root' })
export class Api {
  private readonly http = inject(HttpClient);

  get<T>(path: string, query: Query = {}): Promise<T> {
    const params = Object.fromEntries(
      Object.entries(query).filter(
        (pair): pair is [string, string | number] => pair[1] !== undefined && pair[1] !== '',
      ),
    );
    return answer(this.http.get<T>(API + path, { params }));
  }

  async file(path: string): Promise<Blob> {
    try {
      return await lastValueFrom(this.http.get(API + path, { responseType: 'blob' }));
    } catch (error) {
      throw error instanceof HttpErrorResponse ? await problemIn(error) : error;
    }
  }

  post<T>(path: string, body: object = {}): Promise<T> {
    return answer(this.http.post<T>(API + path, body));
  }

  put<T>(path: string, body: object = {}): Promise<T> {
    return answer(this.http.put<T>(API + path, body));
  }

  /** @param options `keepalive`: it goes out even if the page is left at once; for less than 64 kB */
  patch<T>(path: string, body: object, options: { keepalive?: boolean } = {}): Promise<T> {
    return answer(this.http.patch<T>(API + path, body, options));
  }

  delete<T = void>(path: string, body?: object): Promise<T> {
    return answer(this.http.delete<T>(API + path, { body }));
  }
}

/** What was asked for as a file is refused as one, too: with the problem inside. */
async function problemIn(refusal: HttpErrorResponse): Promise<ApiProblem> {
  const { headers, status } = refusal;
  const file: unknown = refusal.error;
  const error = file instanceof Blob ? parsed(await file.text()) : file;
  return ApiProblem.fromHttp(new HttpErrorResponse({ error, headers, status }));
}

function parsed(words: string): unknown {
  try {
    return JSON.parse(words);
  } catch {
    return words;
  }
}

async function answer<T>(response: Observable<T>): Promise<T> {
  try {
    return await lastValueFrom(response);
  } catch (error) {
    throw error instanceof HttpErrorResponse ? ApiProblem.fromHttp(error) : error;
  }
}
