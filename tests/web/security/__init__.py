"""The flaws that systems of this kind had, and the tests that hold each of them off here.

Every class that we found in the advisories and change logs of our peers stands below with the
tests that would fail, from the folder `tests`; `test_rows.py` fails where one is not there.

 1  HTML of a mail runs script
        web/desk/test_mail_attacks.py::test_nothing_that_a_mail_brings_runs_on_any_page_of_an_officer
        browser/test_mail_attacks.py::test_nothing_that_a_mail_brings_runs_or_calls_out
 2  a file is served as a page
        web/desk/test_mail_attacks.py::test_files_of_a_mail_are_saved_and_never_shown
        workflow/test_attachments.py::test_whatever_does_not_fit_is_locked_with_its_reason
 3  an upload becomes code
        workflow/test_attachments.py::test_a_name_is_cleaned_before_it_is_looked_at
        stories/test_mail_attacks.py::test_a_name_that_hides_an_ending_is_harmless_before_it_is_judged
 4  a link to a file can be guessed, or outlives it
        web/desk/test_writing.py::test_a_link_opens_no_file_of_a_hidden_complaint
        web/desk/test_attachments_page.py::test_links_are_dead_and_bytes_are_gone_when_files_were_erased
 5  a reply takes over a complaint
        stories/test_mail_attacks.py::test_a_reference_in_the_subject_opens_nobody_elses_complaint
        stories/test_mail_attacks.py::test_the_ids_of_our_mails_prove_nothing_to_a_stranger
        stories/test_walk.py::test_whoever_steals_the_token_is_still_a_stranger
        stories/test_leaks.py::test_a_stranger_whose_mail_was_believed_is_not_sent_the_answer
 6  an officer is impersonated by mail
        stories/test_mail_attacks.py::test_nobody_gives_an_order_by_mail
 7  a stranger's mail is shown to whoever asked for it
        web/desk/test_mail_attacks.py::test_the_tracking_page_shows_nobody_the_mail_of_somebody_else
 8  a receipt serves as a relay
        stories/test_mail_attacks.py::test_a_receipt_repeats_nothing_that_the_sender_chose
        stories/test_mail_attacks.py::test_an_unproved_sender_makes_the_office_write_to_nobody
 9  loops of robots
        stories/test_loops.py::test_after_a_while_nobody_answers_robots
10  a mail is dropped, or stops all others
        stories/test_mail_attacks.py::test_a_mail_that_is_poison_is_kept_and_the_next_one_is_read
11  the server is made to call its own network
        adapters/test_http.py::test_a_name_that_leads_into_our_own_network_is_not_called
        adapters/test_http.py::test_a_redirect_is_an_answer_and_is_not_followed
12  a renderer reads files of the server
        web/security/test_rows.py::test_nothing_here_draws_a_document_from_a_page
13  somebody else's things are opened by their number
        web/test_access_matrix.py::test_every_route_has_its_row_and_every_row_its_route
        web/test_access_matrix.py::test_everybody_gets_what_the_table_says
        web/test_access_matrix.py::test_a_hidden_complaint_answers_everywhere_as_one_that_never_was
        web/desk/test_moves.py::test_nobody_merges_into_a_complaint_that_is_hidden_from_them
        web/security/test_objects.py::test_the_code_of_one_complaint_opens_nothing_of_another
14  the tracking page and its codes
        web/test_track.py::test_a_wrong_code_and_a_missing_complaint_look_alike
        web/test_track.py::test_a_wrong_code_and_a_missing_complaint_cost_the_same_work
        web/test_track.py::test_guessing_is_stopped_for_a_complaint_and_for_a_network
        web/test_track.py::test_no_page_of_it_is_listed_kept_or_told_to_others
        web/test_receipt.py::test_whoever_opens_it_later_by_the_code_does_not_learn_who_filed_it
        web/security/test_leaks.py::test_typing_somebodys_address_tells_nobody_whose_it_is
        web/security/test_leaks.py::test_the_address_of_a_receipt_opens_nothing_when_its_hour_is_over
        web/security/test_leaks.py::test_a_message_in_doubt_shows_no_code_to_whoever_judges_it
        stories/test_leaks.py::test_a_code_that_comes_back_in_a_quotation_is_kept_from_everybody_here
        stories/test_leaks.py::test_a_code_goes_to_no_address_that_was_only_typed_into_a_form
        stories/test_leaks.py::test_the_mark_of_a_code_in_public_words_opens_nothing
15  an account is taken over by a way of signing in
        web/test_signin.py::test_a_blank_or_made_up_token_is_nobody
        web/test_signin.py::test_signing_in_again_ends_the_sign_in_before_and_takes_a_new_token
        web/test_signin.py::test_unknown_wrong_locked_and_closed_all_get_the_same_answer
        web/test_invitations.py::test_an_invitation_sets_the_first_password_once_and_signs_nobody_in
        web/test_invitations.py::test_a_link_ends_by_itself
        web/test_invitations.py::test_a_made_up_link_gets_the_answer_of_one_that_is_over
        web/test_second_factor.py::test_a_code_is_taken_once_and_none_that_is_older
        web/test_issuer.py::test_an_address_that_was_not_verified_proves_nothing
        web/security/test_forms.py::test_a_password_is_never_shown_again_though_its_page_failed
16  a form sets what it never asked for
        web/security/test_forms.py::test_fields_that_nobody_asked_for_reach_nothing
        web/security/test_forms.py::test_forms_are_read_field_by_field
17  a spreadsheet calculates with a complainant's words
        web/test_sections.py::test_what_looks_like_a_formula_stays_words_in_both
        web/security/test_rows.py::test_one_module_writes_tables_to_be_saved_and_one_its_workbooks
18  a search or a filter is taken for a command
        web/security/test_questions.py::test_no_question_is_taken_for_a_command
        web/security/test_questions.py::test_what_is_no_name_and_no_number_leads_nowhere
        web/security/test_questions.py::test_no_form_breaks_a_page
19  another site acts in somebody's name
        web/security/test_forms.py::test_no_form_is_carried_out_without_its_token_or_from_another_site
        web/security/test_forms.py::test_no_link_changes_anything_but_the_trail_of_who_looked
        web/security/test_forms.py::test_every_cookie_is_kept_from_scripts_and_from_other_sites
        web/security/test_forms.py::test_no_answer_is_for_the_scripts_of_another_site
        web/security/test_forms.py::test_nobody_is_led_to_another_site
20  what an installation leaves behind
        web/security/test_first_day.py::test_the_first_account_is_made_on_the_console_and_nowhere_else
        web/security/test_first_day.py::test_nothing_of_the_installation_is_handed_out
        web/security/test_first_day.py::test_the_database_and_its_copies_are_for_their_owner_only
        config/test_settings.py::test_a_wrong_secret_is_never_quoted_back
        web/commands/test_logs.py::test_what_others_log_is_told_without_what_fills_its_gaps
        stories/test_leaks.py::test_a_database_that_fails_quotes_nothing_of_what_it_was_given
        stories/test_leaks.py::test_mail_that_was_written_into_a_folder_is_for_its_owner_only
21  a note leaves the house
        stories/test_mail_attacks.py::test_what_officers_note_among_themselves_leaves_in_no_mail
22  a secret in the address of a feed: there are no feeds, and no route without a row
        web/test_access_matrix.py::test_every_route_has_its_row_and_every_row_its_route
23  personal data in what goes out
        workflow/test_drawing.py::test_what_is_drawn_tells_no_place_no_maker_and_no_words
        web/security/test_leaks.py::test_a_letter_that_is_unsigned_names_nobody_when_it_is_saved
        web/commands/test_logs.py::test_a_json_line_has_the_facts_and_the_place_and_no_personal_word
24  what is masked here is shown there
        web/security/test_masks.py::test_lists_searches_figures_and_files_show_nothing_that_identifies_somebody
        web/security/test_masks.py::test_a_workbook_holds_as_little_as_the_page
        web/desk/test_views.py::test_a_hidden_number_is_not_shown_where_words_were_found
        stories/test_search.py::test_words_that_were_changed_or_erased_are_not_found_any_more
        stories/test_leaks.py::test_words_that_were_put_to_somebody_elses_complaint_are_forgotten_there_too
25  the workflow's definition is taken for code, or stepped around
        workflow/core/test_lifecycle.py::test_the_machine_has_no_shortcuts
        workflow/core/test_lifecycle.py::test_a_wrong_table_stops_the_start_and_names_the_word
"""
