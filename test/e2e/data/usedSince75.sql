-- What an engine of 7.5 would have left: two deployments, a running instance with a task, a job, variables and an external task, a finished
-- instance, an incident, a batch. The columns are those that a schema of 7.5 has.
insert into act_re_deployment (id_, name_, deploy_time_) values ('d1', 'orders', now() - interval '9 days'), ('d2', 'orders', now() - interval '8 days');
insert into act_ge_bytearray (id_, rev_, name_, deployment_id_, bytes_, generated_) values
    ('b1', 1, 'orders.bpmn', 'd1', 'x', false), ('b2', 1, 'orders.bpmn', 'd2', 'y', false), ('b3', 1, 'amount', null, 'z', null);
insert into act_re_procdef (id_, rev_, key_, version_, deployment_id_, resource_name_, suspension_state_) values
    ('orders:1:p1', 1, 'orders', 1, 'd1', 'orders.bpmn', 1), ('orders:2:p2', 1, 'orders', 2, 'd2', 'orders.bpmn', 1);
insert into act_ru_execution (id_, rev_, proc_inst_id_, parent_id_, proc_def_id_, act_id_, is_active_, is_concurrent_, is_scope_, is_event_scope_, suspension_state_) values
    ('i1', 1, 'i1', null, 'orders:2:p2', 'approve', false, false, true, false, 1), ('e1', 1, 'i1', 'i1', 'orders:2:p2', 'charge', true, true, false, false, 1);
insert into act_ru_task (id_, rev_, execution_id_, proc_inst_id_, proc_def_id_, name_, task_def_key_, assignee_, priority_, create_time_, suspension_state_) values
    ('t1', 1, 'i1', 'i1', 'orders:2:p2', 'Approve', 'approve', 'demo', 50, now(), 1);
insert into act_ru_variable (id_, rev_, type_, name_, execution_id_, proc_inst_id_, text_, var_scope_, bytearray_id_) values
    ('v1', 1, 'string', 'customer', 'i1', 'i1', 'ACME', 'i1', null), ('v2', 1, 'serializable', 'amount', 'i1', 'i1', null, 'i1', 'b3');
insert into act_ru_jobdef (id_, rev_, proc_def_id_, proc_def_key_, act_id_, job_type_, suspension_state_) values
    ('jd1', 1, 'orders:2:p2', 'orders', 'charge', 'message', 1), ('jd2', 1, null, null, null, 'batch-seed-job', 1);
insert into act_ru_job (id_, rev_, type_, execution_id_, process_instance_id_, process_def_id_, process_def_key_, retries_, handler_type_, job_def_id_) values
    ('j1', 1, 'message', 'e1', 'i1', 'orders:2:p2', 'orders', 0, 'async-continuation', 'jd1');
insert into act_ru_incident (id_, rev_, incident_timestamp_, incident_type_, execution_id_, activity_id_, proc_inst_id_, proc_def_id_, configuration_, job_def_id_) values
    ('n1', 1, now(), 'failedJob', 'e1', 'charge', 'i1', 'orders:2:p2', 'j1', 'jd1');
insert into act_ru_ext_task (id_, rev_, topic_name_, execution_id_, proc_inst_id_, proc_def_id_, act_id_, suspension_state_) values
    ('x1', 1, 'charge', 'e1', 'i1', 'orders:2:p2', 'charge', 1);
insert into act_ru_batch (id_, rev_, type_, total_jobs_, jobs_created_, jobs_per_seed_, invocations_per_job_, seed_job_def_id_) values
    ('ba1', 1, 'instance-deletion', 10, 0, 100, 1, 'jd2');
insert into act_ru_event_subscr (id_, rev_, event_type_, event_name_, execution_id_, proc_inst_id_, activity_id_, created_) values
    ('s1', 1, 'message', 'paid', 'e1', 'i1', 'charge', now());
insert into act_ru_authorization (id_, rev_, type_, user_id_, resource_type_, resource_id_, perms_) values ('a1', 1, 1, 'demo', 6, '*', 2147483647);
insert into act_id_user (id_, rev_, first_, last_, pwd_) values ('demo', 1, 'Demo', 'Demo', 'x');
insert into act_hi_procinst (id_, proc_inst_id_, proc_def_key_, proc_def_id_, start_time_, end_time_) values
    ('i1', 'i1', 'orders', 'orders:2:p2', now() - interval '1 day', null), ('i0', 'i0', 'orders', 'orders:1:p1', now() - interval '7 days', now() - interval '6 days');
insert into act_hi_actinst (id_, proc_def_key_, proc_def_id_, proc_inst_id_, execution_id_, act_id_, act_type_, start_time_, end_time_, act_inst_state_) values
    ('h1', 'orders', 'orders:2:p2', 'i1', 'i1', 'approve', 'userTask', now(), null, 0), ('h0', 'orders', 'orders:1:p1', 'i0', 'i0', 'approve', 'userTask', now() - interval '7 days', now() - interval '6 days', 0);
insert into act_hi_taskinst (id_, proc_def_key_, proc_def_id_, proc_inst_id_, execution_id_, task_def_key_, name_, start_time_) values
    ('t1', 'orders', 'orders:2:p2', 'i1', 'i1', 'approve', 'Approve', now());
insert into act_hi_varinst (id_, proc_def_key_, proc_def_id_, proc_inst_id_, execution_id_, name_, var_type_, rev_, text_) values
    ('v1', 'orders', 'orders:2:p2', 'i1', 'i1', 'customer', 'string', 0, 'ACME'), ('v0', 'orders', 'orders:1:p1', 'i0', 'i0', 'customer', 'string', 0, 'Old Ltd');
insert into act_hi_job_log (id_, timestamp_, job_id_, job_state_, job_def_id_, process_def_id_, process_def_key_, process_instance_id_, sequence_counter_) values
    ('l1', now(), 'j1', 1, 'jd1', 'orders:2:p2', 'orders', 'i1', 1);
insert into act_hi_batch (id_, type_, total_jobs_, jobs_per_seed_, invocations_per_job_, start_time_) values ('ba1', 'instance-deletion', 10, 100, 1, now());
insert into act_ge_property values ('historyLevel', '3', 1);
