import { Duration, Stack } from 'aws-cdk-lib'
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type GraphWidgetProps,
  type IAlarm,
  type IMetric,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  Metric,
  SingleValueWidget,
  Stats,
  TextWidget,
  type YAxisProps,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { Config } from '../shared/config/config.ts'
import { labelIn } from '../shared/config/marketLabel.ts'
import { stackName } from '../shared/config/stackName.ts'
import { MICROS } from '../shared/domain/units.ts'
import {
  MARKET_DIMENSION,
  MARKET_METRICS,
  METRIC_NAMESPACE,
  marketDimension,
  STACK_METRICS,
  serviceName,
} from '../shared/telemetry/metricNames.ts'
import { awsCost } from './awsCost.ts'
import { botMetric } from './watch.ts'

export interface DashboardProps {
  readonly config: Config
  readonly alarms: readonly IAlarm[]
  readonly tick: IFunction
  readonly stop: IFunction
  readonly tickLog: ILogGroup
  readonly table: TableV2
}

type MarketSettings = Config['stack']['markets'][number]

const MINUTE = Duration.minutes(1)
/** Columns of the last ticks, by their place in the line; a stack of one outcome logs no name. */
const SHOWN_FIELDS = {
  market: 'coalesce(name,tick.market)',
  before: 'tick.audit.from',
  after: 'tick.audit.to',
  row: 'tick.audit.row',
  reason: 'tick.audit.reason',
} as const

/** A dashboard is 24 units wide, and CloudWatch takes this many widgets (and 2,500 metrics, of which a market has eight). */
const WIDTH = 24
const MAX_WIDGETS = 500
/** Those that are no market's. */
const OTHER_WIDGETS = 11

/** The whole bot on one page: is it running, what does it hold and quote, what has it earned, what does it cost. */
export class Dashboard extends Construct {
  readonly name: string
  /** Where a browser finds it, with a session in the account. */
  readonly url: string

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id)
    const dashboard = new CloudWatchDashboard(this, 'Page', {
      defaultInterval: Duration.hours(6),
      widgets: [
        [intro(props.config)],
        stateRow(props),
        ...marketRows(props.config),
        machineRow(props),
        [lastTicks(props.tickLog)],
      ],
    })
    this.name = dashboard.dashboardName
    const { region } = Stack.of(this)
    this.url = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${this.name}`
  }
}

const intro = (config: Config): IWidget => {
  const { stage, name, region, stack } = config
  const count = stack.markets.length
  const here = `--stack ${stackName(config)} --region ${region}`
  return new TextWidget({
    width: WIDTH,
    height: 2,
    markdown: `# Market maker${name === null ? '' : ` ${name}`}, stage ${stage}: ${count} market${count === 1 ? '' : 's'}\n\`npx bot status ${here}\` shows more; \`npx bot halt REASON ${here}\` stops it.`,
  })
}

function stateRow({ config, alarms, tick, table }: DashboardProps): IWidget[] {
  const service = serviceName(config)
  return [
    new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 9, height: 5 }),
    new SingleValueWidget({
      title: 'Ticks in five minutes; halted (1) or not (0)',
      width: 5,
      height: 5,
      metrics: [
        botMetric(service, STACK_METRICS.tickCompleted, Stats.SUM, Duration.minutes(5)).with({
          label: 'ticks',
        }),
        botMetric(service, STACK_METRICS.halted, Stats.MAXIMUM, MINUTE).with({ label: 'halted' }),
      ],
    }),
    new SingleValueWidget({
      title: 'Profit and loss, USDC, all markets',
      width: 5,
      height: 5,
      metrics: [
        last(config, STACK_METRICS.totalRealisedPnl).with({ label: 'realised' }),
        last(config, STACK_METRICS.totalUnrealisedPnl).with({ label: 'unrealised' }),
      ],
    }),
    new SingleValueWidget({
      title: 'AWS, at this rate',
      width: 5,
      height: 5,
      metrics: [awsCost({ tick, table, memoryMb: config.memoryMb })],
    }),
  ]
}

/** Of all markets together, and each market where the configuration asks for metrics of its own. */
function marketRows(config: Config): IWidget[][] {
  const { markets } = config.stack
  if (!config.marketMetrics) return [totalsRow(config)]
  const rows = markets.map((market) => marketRow(config, market))
  const isTooMuch = rows.flat().length + OTHER_WIDGETS > MAX_WIDGETS
  return [totalsRow(config), ...(isTooMuch ? rows.map((row) => row.slice(1)) : rows)]
}

function totalsRow(config: Config): IWidget[] {
  const { accountMicros, markets, limits } = config.stack
  const mine = (metricName: string, label: string): Metric => last(config, metricName).with({ label })
  const cap =
    Math.min(
      accountMicros,
      limits?.lockedMicros ?? accountMicros,
      markets.reduce((sum, { risk }) => sum + risk.maxUsdcLockedMicros, 0),
    ) / MICROS
  return [
    graph(
      'All markets: exposure against the caps',
      12,
      [mine(STACK_METRICS.totalExposure, 'exposure'), mine(STACK_METRICS.totalConfirmedExposure, 'held')],
      upTo(cap, 'caps'),
    ),
    graph('All markets: profit and loss, USDC', 12, [
      mine(STACK_METRICS.totalRealisedPnl, 'realised'),
      mine(STACK_METRICS.totalUnrealisedPnl, 'unrealised'),
    ]),
  ]
}

/** Each run reports it once, as it ends. */
const last = (config: Config, metricName: string): Metric =>
  botMetric(serviceName(config), metricName, Stats.AVERAGE, MINUTE)

function marketRow(config: Config, market: MarketSettings): IWidget[] {
  const name = labelIn(config, market) ?? `${market.market.slice(0, 10)}…`
  const line = (metricName: string, label: string): Metric => ofMarket(config, market, metricName, label)
  const cap = market.risk.maxUsdcLockedMicros / MICROS
  return [
    graph(`${name}: quotes against the mid, USDC a share`, 8, [
      line(MARKET_METRICS.bid, 'our bid'),
      line(MARKET_METRICS.mid, 'mid'),
      line(MARKET_METRICS.ask, 'our ask'),
    ]),
    graph(
      `${name}: exposure against the cap, inventory`,
      8,
      [line(MARKET_METRICS.exposure, 'exposure'), line(MARKET_METRICS.confirmedExposure, 'held')],
      {
        ...upTo(cap, 'cap'),
        right: [line(MARKET_METRICS.inventory, 'inventory')],
        rightYAxis: axis('shares'),
      },
    ),
    graph(`${name}: profit and loss, USDC`, 8, [
      line(MARKET_METRICS.realisedPnl, 'realised'),
      line(MARKET_METRICS.unrealisedPnl, 'unrealised'),
    ]),
  ]
}

/** @param left the metrics of its left axis. */
const graph = (title: string, width: number, left: IMetric[], more: GraphWidgetProps = {}): IWidget =>
  new GraphWidget({ title, width, left, ...more })

const axis = (label: string): YAxisProps => ({ min: 0, label, showUnits: false })

/** A line at what may be locked at most. */
const upTo = (cap: number, name: string): GraphWidgetProps => ({
  leftAnnotations: [{ value: cap, label: `${name} ${cap} USDC` }],
  leftYAxis: axis('USDC'),
})

const ofMarket = (config: Config, outcome: MarketSettings, metricName: string, label: string): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: {
      service: serviceName(config),
      [MARKET_DIMENSION]: marketDimension(outcome, config.stack.markets),
    },
    // The last tick of a minute is not to be had; the ticks of one minute differ little.
    statistic: Stats.AVERAGE,
    period: MINUTE,
    label,
  })

function machineRow({ config, tick, stop }: DashboardProps): IWidget[] {
  const mine = (metricName: string, statistic: string, label?: string): Metric =>
    botMetric(serviceName(config), metricName, statistic, MINUTE).with(label === undefined ? {} : { label })
  const limitUse = new MathExpression({
    expression: '100 * use',
    usingMetrics: { use: mine(STACK_METRICS.venueLimitUse, Stats.MAXIMUM) },
    period: MINUTE,
    label: 'requests',
  })
  return [
    graph(
      'Venue: reads of a tick, ms; requests, % of the published limit',
      8,
      [
        mine(STACK_METRICS.venueLatency, Stats.p(50), 'median'),
        mine(STACK_METRICS.venueLatency, Stats.p(99), '99 %'),
      ],
      { right: [limitUse], rightYAxis: axis('%') },
    ),
    graph('Ticks', 8, [
      mine(STACK_METRICS.tickCompleted, Stats.SUM, 'completed'),
      mine(STACK_METRICS.tickBusy, Stats.SUM, 'lease taken'),
      mine(STACK_METRICS.tickLate, Stats.SUM, 'late'),
    ]),
    graph('Trouble', 8, [
      tick.metricErrors({ period: MINUTE, label: 'tick errors' }),
      stop.metricErrors({ period: MINUTE, label: 'STOP errors' }),
      mine(STACK_METRICS.rejectedPosts, Stats.SUM, 'rejected orders'),
      mine(STACK_METRICS.pages, Stats.SUM, 'pages'),
      mine(STACK_METRICS.stopNotDone, Stats.SUM, 'STOP not done'),
      mine(STACK_METRICS.settling, Stats.MAXIMUM, 'settling'),
    ]),
  ]
}

/** The state machine's own words, by the fields of the audit line. */
const lastTicks = (log: ILogGroup): IWidget =>
  new LogQueryWidget({
    title: 'Last ticks: phase before and after, row of the state machine, reason',
    width: WIDTH,
    height: 7,
    view: LogQueryVisualizationType.TABLE,
    logGroupNames: [log.logGroupName],
    queryLines: [
      `fields @timestamp, ${Object.entries(SHOWN_FIELDS)
        .map(([name, field]) => `${field} as ${name}`)
        .join(', ')}`,
      'filter message = "tick"',
      'sort @timestamp desc',
      'limit 20',
    ],
  })
