"""Which tests show each row of the instruction from end to end; docs/rows.md is made from this.

Each goes through the program as people use it: its window under a display, its command line, its pages in a browser, or
the window's own widgets over the real IdP, cards and phones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: By row: tests as ``file::name`` below tests/.
ROW_TESTS: Final[Mapping[str, tuple[str, ...]]] = {
    "R1": (
        "e2e/test_keyboard_xvfb.py::test_wrong_code_then_right",
        "e2e/test_login_command.py::test_wrong_codes_count_down_block_survive_a_restart_and_the_puk_mends",
        "e2e/test_rows_md.py::test_each_card_of_no_use_has_its_own_message",
        "e2e/test_real_pcscd.py::test_login_with_a_reader_of_a_real_pcscd",
    ),
    "R2": (
        "gui/test_help.py::test_contacts_come_from_the_configuration",
        "gui/test_help.py::test_f1_opens_and_closes_the_help_of_what_is_shown",
    ),
    "R3": (
        "e2e/test_shared_xvfb.py::test_r3_pulling_the_card_locks_the_session",
        "e2e/test_session_life.py::test_r3_the_card_left_behind_is_pointed_out_at_the_lock_and_after_logging_out",
        "e2e/test_secrets.py::test_no_secret_is_left_anywhere",
        "e2e/test_phone_secrets.py::test_no_secret_of_the_phone_is_left_anywhere",
    ),
    "R4": (
        "e2e/test_day_at_work.py::test_a_day_at_work",
        "e2e/test_login_command.py::test_the_audit_has_what_the_person_was_told_even_after_sigkill",
        "e2e/test_session_life.py::test_own_logins_come_from_the_trail_and_hold_nobody_elses",
    ),
    "R5": ("e2e/test_rows_cards.py::test_r5_new_cards_carry_no_signing_pair_and_get_one_from_mina_sidor",),
    "R6": (
        "e2e/test_remote_xvfb.py::test_r6_a_day_at_work_in_a_remote_session",
        "e2e/test_remote_xvfb.py::test_r6_the_line_is_cut_where_a_code_is_asked_for",
        "e2e/test_remote_reader.py::test_r6_a_login_with_the_card_on_ones_own_desk",
        "e2e/test_shared_reader.py::test_r6_the_reader_is_shared_from_the_window_with_a_yes_and_a_no",
        "e2e/test_lessons.py::test_r6_it_goes_the_same_with_the_card_on_the_persons_own_desk",
        "e2e/test_line_in_every_state.py::test_the_line_is_cut_in_every_state",
        "gui/test_line_in_window.py::test_the_line_is_cut_in_some_states",
        "unit/remote/test_bridge.py::test_a_card_in_a_real_reader_of_the_desk",
        "interop/test_opensc.py::test_it_goes_the_same_with_the_card_on_a_desk_elsewhere",
    ),
    "R7": ("e2e/test_keyboard_xvfb.py::test_a_card_used_for_the_first_time_asks_twice",),
    "R8": (
        "gui/test_whole_login.py::test_the_three_ways_are_worded_to_the_letter",
        "e2e/test_atspi.py::test_a_whole_login_without_keyboard_and_pointer",
    ),
    "R9": (
        "e2e/test_keyboard_xvfb.py::test_a_whole_login_and_log_out",
        "e2e/test_login_command.py::test_the_identity_is_printed_with_its_evidence",
        "e2e/test_pages.py::test_a_login_by_keyboard_alone",
    ),
    "R10": (
        "e2e/test_keyboard_xvfb.py::test_choosing_a_service_id_by_the_arrows",
        "e2e/test_choosers.py::test_what_is_shown_for_what_is_asked_for",
    ),
    "R11": (
        "e2e/test_phone_xvfb.py::test_a_phone_is_activated_by_the_screen_and_logs_in_beside_the_window",
        "e2e/test_phone_command.py::test_each_step_is_a_program_of_its_own",
        "e2e/test_phone_command.py::test_a_lost_phones_e_id_is_removed_from_another",
    ),
    "R12": (
        "e2e/test_phone_xvfb.py::test_a_phone_is_activated_by_the_screen_and_logs_in_beside_the_window",
        "e2e/test_pages.py::test_a_phone_reads_the_code_from_the_browsers_pixels",
    ),
    "R13": ("e2e/test_login_by_phone.py::test_a_wrong_code_on_the_phone_ends_it_and_counts_down",),
    "R14": (
        "e2e/test_rows_cards.py::test_r14_a_reserve_card_is_issued_activated_used_and_revoked",
        "e2e/test_trainer_panel.py::test_a_reserve_card_is_issued_and_the_exercise_starts_over",
    ),
    "R15": (
        "e2e/test_outages.py::test_r15_siths_eid_out_is_said_and_md_is_named",
        "e2e/test_trainer_panel.py::test_r15_the_trainer_takes_siths_eid_away_and_gives_it_back",
    ),
    "R16": (
        "e2e/test_rows_md.py::test_r16_other_way_card_certificate_next_code_ok",
        "e2e/test_rows_md.py::test_r16_through_a_real_pcscd_and_an_idp_elsewhere",
    ),
    "R17": (
        "e2e/test_shared_xvfb.py::test_r17_true_to_life_pressing_without_a_card_locks_cosmic_up",
        "e2e/test_shared_xvfb.py::test_r17_in_the_safe_manner_the_button_waits_for_the_card",
    ),
    "R18": (
        "e2e/test_session_life.py::test_r18_true_to_life_next_pressed_too_early_locks_cosmic_up",
        "e2e/test_session_life.py::test_r18_in_the_safe_manner_next_waits_for_the_certificate",
    ),
    "R19": ("e2e/test_shared_xvfb.py::test_r19_with_md_the_code_is_not_asked_for_again",),
    "R20": (
        "gui/test_phone_login.py::test_scan_code_in",
        "e2e/test_login_by_phone.py::test_the_identity_is_printed_with_the_phone_as_its_evidence",
        "e2e/test_relying_party.py::test_a_party_of_ours_and_one_of_a_ca_we_were_told_of",
    ),
    "R21": (
        "e2e/test_shared_xvfb.py::test_r21_trying_again_starts_over_and_closing_closes",
        "gui/test_phone_login.py::test_saying_no_on_the_phone_is_worded_and_try_again_starts_over",
    ),
    "R22": ("gui/test_mends.py::test_a_failure_says_what_to_do_and_doing_it_helps",),
    "R23": ("gui/test_phone_login.py::test_chosen_by_mistake_back_through_try_again",),
    "R24": (
        "e2e/test_shared_xvfb.py::test_r24_with_siths_eid_the_code_is_asked_for_once_more",
        "e2e/test_shared_xvfb.py::test_r24_no_leaves_the_session_to_its_person",
        "e2e/test_takeover_steps.py::test_take_over_with_each_pair_of_ways",
    ),
    "R25": ("unit/directory/test_default.py::test_nobody_real",),
    "R26": ("gui/test_card_codes.py::test_a_pass_card_is_told_apart_and_the_right_one_goes_on",),
}
