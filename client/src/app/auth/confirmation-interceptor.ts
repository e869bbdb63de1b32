import { HttpErrorResponse, type HttpInterceptorFn } from '@angular/common/http';
import { inject, Injector } from '@angular/core';
import type { ConfirmationMethod, ProblemDetails } from '@api/common/problem.ts';
import { catchError, from, switchMap, throwError } from 'rxjs';

/** Loaded when it is needed: few visits see it. */
async function ask(injector: Injector, methods: ConfirmationMethod[]): Promise<boolean> {
  const { confirmIdentity } = await import('./identity-confirmation-dialog.ts');
  return confirmIdentity(injector, methods);
}

/** Where the server asks for a fresh proof of the reader, asks for it and sends the request again. */
export const confirmationInterceptor: HttpInterceptorFn = (request, next) => {
  const injector = inject(Injector);
  return next(request).pipe(
    catchError((error: unknown) => {
      const methods = methodsIn(error);
      if (!methods) return throwError(() => error);
      return from(ask(injector, methods)).pipe(
        switchMap((isConfirmed) => (isConfirmed ? next(request) : throwError(() => error))),
      );
    }),
  );
};

function methodsIn(error: unknown): ConfirmationMethod[] | undefined {
  if (!(error instanceof HttpErrorResponse) || error.status !== 403) return undefined;
  const problem = error.error as Partial<ProblemDetails> | null;
  return problem?.code === 'confirmation_required' ? (problem.methods ?? ['password']) : undefined;
}
