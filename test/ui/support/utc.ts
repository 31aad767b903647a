// Frames show local times: everywhere the same ones.
process.env.TZ = 'UTC';
