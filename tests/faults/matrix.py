"""The fault matrix of SYNC.md, line by line, and the tests that hold the server to each."""

ON_THE_SERVER: dict[str, tuple[str, ...]] = {
    "kill -9 of a worker before insert": ("test_kills.py::test_a_worker_is_killed_over_a_push",),
    "kill -9 of a worker after insert": ("test_kills.py::test_a_worker_is_killed_over_a_push",),
    "kill -9 of a worker after COMMIT before the answer": (
        "test_kills.py::test_a_worker_is_killed_over_a_push",
        "test_kills.py::test_workers_are_killed_again_and_again_while_three_phones_push",
    ),
    "kill -9 of PostgreSQL": ("test_kills.py::test_postgresql_is_killed_under_a_push",),
    "socket cut after k bytes, k swept": (
        "test_network.py::test_a_socket_is_cut_after_k_bytes",
        "test_network.py::test_what_is_fetched_is_cut_after_k_bytes",
    ),
    "answer delayed past the time-out, then delivered": (
        "test_network.py::test_an_answer_comes_after_the_phone_gave_up",
    ),
    "the same batch 8 times at once": (
        "test_network.py::test_the_same_batch_eight_times_at_once",
        "test_network.py::test_a_request_is_doubled_on_its_way",
    ),
    "batches and events reordered": (
        "test_network.py::test_batches_overtake_each_other",
        "test_network.py::test_events_come_in_any_order",
    ),
    "same id with another body": ("test_poison.py::test_the_same_id_with_another_body",),
    "poison events (schema, NUL, lone surrogate, 1e308, 1 MiB) among good ones": (
        "test_poison.py::test_poison_harms_no_neighbour",
        "test_poison.py::test_poison_is_told_again_as_it_was",
        "test_poison.py::test_a_mebibyte_is_set_aside_and_said",
    ),
    "database locked for 10 s": ("test_database.py::test_the_database_is_locked_for_ten_seconds",),
    "disk full": (
        "test_database.py::test_the_disk_is_full",
        "test_database.py::test_the_operating_system_refuses_to_write",
    ),
    "a slow transaction open while others commit": (
        "test_database.py::test_a_slow_transaction_is_open_while_others_commit",
    ),
    "yesterday's backup restored": (
        "test_restore.py::test_what_came_after_the_backup_is_offered_again",
        "test_restore.py::test_a_phone_without_a_turf_learns_of_it_when_it_asks_again",
        "test_restore.py::test_a_phone_that_joined_after_the_backup_loses_nothing",
        "test_restore.py::test_a_phone_that_a_lead_confirms_hands_in_all_that_a_restore_forgot",
    ),
    "a foreign cursor": (
        "test_scope.py::test_a_cursor_is_foreign",
        "test_scope.py::test_a_cursor_is_older_than_what_the_log_remembers",
    ),
    "phone clock off by a day": ("test_clocks.py::test_a_clock_is_off",),
    "phone clock off by ten years": ("test_clocks.py::test_a_clock_is_off",),
    "phone clock set back mid-shift": ("test_clocks.py::test_a_clock_is_set_back_in_the_middle_of_a_shift",),
    "phone clock at DST": ("test_clocks.py::test_the_hour_comes_twice_when_summer_time_ends",),
    "turf reassigned while offline": ("test_scope.py::test_the_turf_was_given_to_somebody_else",),
    "lease expired while offline": ("test_scope.py::test_the_lease_ended_long_ago",),
    "door deleted while offline": ("test_scope.py::test_a_door_was_taken_out",),
    "member revoked while offline": ("test_scope.py::test_the_member_was_revoked",),
    "captive portal": ("test_network.py::test_somebody_else_answers_in_the_servers_place",),
    "429/503 storm of 200 phones": ("test_storm.py::test_two_hundred_phones_are_told_to_come_later",),
}

ON_THE_PHONE: dict[str, tuple[str, ...]] = {
    "browser killed mid-Save": (
        "browser/test_killed.py::test_killed_at_every_step_of_a_save",
        "browser/test_killed.py::test_killed_at_any_moment_after_the_tap",
    ),
    "browser killed mid-snapshot": ("browser/test_killed.py::test_killed_in_the_middle_of_a_snapshot",),
    "browser killed mid-purge": (
        "browser/test_killed.py::test_killed_while_a_turf_is_cleared_away",
        "browser/test_killed.py::test_killed_while_a_turf_is_cleared_away_whose_time_is_over",
    ),
    "quota exceeded at commit": ("browser/test_storage.py::test_the_phone_is_full",),
    "IndexedDB connection lost": (
        "browser/test_storage.py::test_the_connection_to_the_store_is_lost_at_a_save",
    ),
    "all storage evicted": ("browser/test_storage.py::test_the_browser_clears_what_was_saved",),
    "worker update mid-form with two tabs": (
        "browser/test_updating.py::test_a_new_version_while_two_tabs_are_open",
    ),
    "outbox written by an older build": (
        "device/golden.test.ts::is handed in byte for byte, and acknowledged",
    ),
}
"""Faults of the browser's own: tests/browser in Chromium and tests/device hold the app to them."""
