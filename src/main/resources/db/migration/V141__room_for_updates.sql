-- A delivery is written three times: queued, claimed, settled. With room for the second version beside the first, that of
-- the settlement takes the place of the first, no index learns of it, and the table does not become larger than it was
-- with less room: the versions that found none had pages of their own.
alter table delivery set (fillfactor = 60);
