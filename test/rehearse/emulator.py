"""Starts the AWS emulator with the one thing that our schedule needs and that it lacks: the context attributes of
EventBridge Scheduler. The real one puts time and id of the execution where the input names them; the emulator hands
the names on as they are, and a tick rightly refuses an event without a time."""

import uuid
from datetime import datetime, timezone

import ministack.services.eventbridge as eventbridge
from ministack.app import main

hand_on = eventbridge._invoke_target


def with_context_attributes(target, *others):
    text = target.get("Input")
    if isinstance(text, str) and "<aws.scheduler." in text:
        now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        text = text.replace("<aws.scheduler.scheduled-time>", now)
        text = text.replace("<aws.scheduler.execution-id>", str(uuid.uuid4()))
        target = {**target, "Input": text}
    return hand_on(target, *others)


eventbridge._invoke_target = with_context_attributes
main()
