import { inject, Injectable } from '@angular/core';
import type {
  ChangeSubscription,
  MadeSubscription,
  NewSubscription,
  Subscription,
  SubscriptionFailure,
  SubscriptionFailures,
  SubscriptionList,
  SubscriptionSecret,
  SubscriptionTest,
} from '@api/integrations/subscriptions/subscriptions.dto.ts';
import { Api } from '../../../api/api.ts';

/** Requests about the addresses that are told what happens in rooms. */
@Injectable({ providedIn: 'root' })
export class SubscriptionsApi {
  private readonly api = inject(Api);

  /** Those that the reader may see; an administrator sees those of the whole server. */
  async list(): Promise<Subscription[]> {
    return (await this.api.get<SubscriptionList>('/subscriptions')).items;
  }

  make(input: NewSubscription): Promise<MadeSubscription> {
    return this.api.post<MadeSubscription>('/subscriptions', input);
  }

  change(id: string, change: ChangeSubscription): Promise<Subscription> {
    return this.api.patch<Subscription>(`/subscriptions/${id}`, change);
  }

  async rotate(id: string): Promise<string> {
    return (await this.api.post<SubscriptionSecret>(`/subscriptions/${id}/rotate`)).secret;
  }

  test(id: string): Promise<SubscriptionTest> {
    return this.api.post<SubscriptionTest>(`/subscriptions/${id}/test`);
  }

  async failures(id: string): Promise<SubscriptionFailure[]> {
    return (await this.api.get<SubscriptionFailures>(`/subscriptions/${id}/failures`)).items;
  }

  sendAgain(id: string, eventId: string): Promise<SubscriptionTest> {
    return this.api.post<SubscriptionTest>(`/subscriptions/${id}/failures/${eventId}/send-again`);
  }

  remove(id: string): Promise<void> {
    return this.api.delete(`/subscriptions/${id}`);
  }
}
