-- An occasional person is called only by whoever can say where the number comes from: by their own record or by the list's.
create function call_origin_missing(class text, variables jsonb, list_origin jsonb) returns boolean
language sql immutable parallel safe as $$
    select coalesce(class = 'occasional' and not coalesce(variables ? 'origin', false)
                    and coalesce(list_origin, '{}') = '{}', false)
$$;
