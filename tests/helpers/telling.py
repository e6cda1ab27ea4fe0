"""The sensor that shows the states of slices in the UI, asked through Dagster's own API."""

from typing import Any

import dagster as dg

from pmf_pipeline.definitions import build_definitions
from pmf_pipeline.home import Home
from pmf_pipeline.runs import instance_of

Said = dict[tuple[str, str | None], dict[str, Any]]


class Told:
    """The sensor of one home, and what it has told the UI so far."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.cursor: str | None = None

    def look(self) -> Said | str:
        """What it tells now, by asset and partition, which the UI then shows; or why it tells nothing."""
        definitions = build_definitions(self.home.path)
        with (
            instance_of(self.home) as instance,
            dg.build_sensor_context(
                instance=instance,
                resources=definitions.resources,
                repository_def=definitions.get_repository_def(),
                cursor=self.cursor,
            ) as context,
        ):
            data = definitions.get_sensor_def("when_states_change").evaluate_tick(context)
            assert not data.run_requests
            assert data.skip_message
            if not data.asset_events:
                return data.skip_message
            for event in data.asset_events:
                instance.report_runless_asset_event(event)
        self.cursor = data.cursor
        return {
            (event.asset_key.to_user_string(), event.partition): {
                name: value.records if isinstance(value, dg.TableMetadataValue) else value.value
                for name, value in event.metadata.items()
            }
            for event in data.asset_events
        }
