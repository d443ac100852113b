import { forecastText, type Forecast } from '../forecast.ts';
import { formatInstant, type Instant } from '../time.ts';
import type { Check } from './check.ts';
import type { Readiness } from './readiness.ts';

export type ForecastView = Omit<Forecast, 'at' | 'side'> & {
  readonly at: string;
  readonly side: string;
  /** The same in one sentence. */
  readonly text: string;
};

export type ReadinessView = {
  readonly pair: string;
  readonly side: string;
  readonly state: 'ready' | 'unready';
  readonly at: string;
  readonly ageSeconds: number;
  readonly since: string;
  readonly checks: readonly {
    readonly code: string;
    readonly state: string;
    readonly message: string;
    readonly todo: string | null;
    readonly stops: string;
    readonly concerns: readonly string[];
  }[];
  readonly forecast: ForecastView;
};

export function forecastView(forecast: Forecast): ForecastView {
  return { ...forecast, at: formatInstant(forecast.at), text: forecastText(forecast) };
}

export function readinessView(readiness: Readiness, now: Instant): ReadinessView {
  const { pair, side, state, at, since, checks, forecast } = readiness;
  return {
    ...{ pair, side, state },
    at: formatInstant(at),
    ageSeconds: Math.max(0, Math.round((now - at) / 1_000)),
    since: formatInstant(since),
    checks: checks.map(checkView),
    forecast: forecastView(forecast),
  };
}

function checkView({ code, state, message, todo, stops, concerns }: Check): ReadinessView['checks'][number] {
  return { code, state, message, todo: todo ?? null, stops, concerns: concerns ?? [] };
}
