"""Starts the AWS emulator with what our stack needs and it lacks.

The context attributes of EventBridge Scheduler: the real one puts time and id of the execution where the input names
them; the emulator hands the names on as they are, and a tick rightly refuses an event without a time.

Alarms on metric math: the emulator refuses them. It evaluates no alarm by itself, so the metric below replaces it.

The ARN of the alarm in the message that it sends: the drill is known by nothing else.

Names of log groups: CloudFormation makes them of stack and construct, and what remains of a stack is found by them. The
emulator has a form of its own."""

import json
import uuid
from datetime import datetime, timezone

import ministack.services.cloudformation.provisioners as provisioners
import ministack.services.cloudwatch as cloudwatch
import ministack.services.eventbridge as eventbridge
import ministack.services.sns as sns
from ministack.app import main

hand_on = eventbridge._invoke_target
alarm_record = provisioners._cw_metric_alarm_record
fan_out = sns._fanout
log_groups = provisioners._RESOURCE_HANDLERS["AWS::Logs::LogGroup"]
make_log_group = log_groups["create"]
change_log_group = log_groups["update"]


def with_context_attributes(target, *others):
    text = target.get("Input")
    if isinstance(text, str) and "<aws.scheduler." in text:
        now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        text = text.replace("<aws.scheduler.scheduled-time>", now)
        text = text.replace("<aws.scheduler.execution-id>", str(uuid.uuid4()))
        target = {**target, "Input": text}
    return hand_on(target, *others)


def without_metric_math(name, props):
    stats = [each["MetricStat"] for each in props.get("Metrics") or [] if "MetricStat" in each]
    if not stats:
        return alarm_record(name, props)
    metric = stats[0]["Metric"]
    plain = {key: value for key, value in props.items() if key != "Metrics"}
    plain.update(
        MetricName=metric["MetricName"],
        Namespace=metric["Namespace"],
        Dimensions=metric.get("Dimensions", []),
        Period=stats[0]["Period"],
        Statistic=stats[0]["Stat"],
    )
    return alarm_record(name, plain)


def named_log_group(logical_id, props, stack_name):
    name = provisioners._physical_name(stack_name, logical_id)
    return make_log_group(logical_id, {"LogGroupName": name, **props}, stack_name)


def same_log_group(physical_id, old_props, new_props, *others):
    name = {"LogGroupName": physical_id}
    return change_log_group(physical_id, {**name, **old_props}, {**name, **new_props}, *others)


def with_alarm_arn(topic, message_id, message, *others, **more):
    try:
        told = json.loads(message)
        alarm = cloudwatch._alarms.get(told["AlarmName"])
        message = json.dumps({**told, "AlarmArn": alarm["AlarmArn"]})
    except (KeyError, TypeError, ValueError):
        pass
    return fan_out(topic, message_id, message, *others, **more)


eventbridge._invoke_target = with_context_attributes
provisioners._cw_metric_alarm_record = without_metric_math
log_groups.update(create=named_log_group, update=same_log_group)
sns._fanout = with_alarm_arn
main()
