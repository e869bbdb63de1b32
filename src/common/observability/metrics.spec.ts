import { expect, test } from '@jest/globals';
import { metrics, registry } from './metrics.ts';

test('a renamed metric is still served under its old name, with its old labels', async () => {
  metrics.rejections.inc({ transport: 'rest', code: 'forbidden' });
  metrics.commands.observe({ command: 'typing' }, 0.2);
  const text = await registry.metrics();
  expect(text).toContain('parley_rejections_total{transport="rest",code="forbidden"} 1');
  expect(text).toContain('parley_refusals_total{door="rest",code="forbidden"} 1');
  expect(text).toContain('# TYPE parley_command_seconds histogram');
  expect(text).toContain('parley_command_seconds_bucket{le="0.25",command="typing"} 1');
  expect(text).toContain('parley_command_seconds_count{command="typing"} 1');
});
