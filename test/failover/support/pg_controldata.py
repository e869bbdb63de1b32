#!/usr/bin/env python3
"""What Patroni asks of pg_controldata, which does not come with the embedded PostgreSQL."""
import struct
import sys

STATES = [
    'starting up',
    'shut down',
    'shut down in recovery',
    'shutting down',
    'in crash recovery',
    'in archive recovery',
    'in production',
]


def lsn(position):
    return f'{position >> 32:X}/{position & 0xFFFFFFFF:X}'


with open(f'{sys.argv[-1]}/global/pg_control', 'rb') as file:
    system, version, catalog, state, checkpoint, redo, timeline = struct.unpack_from('=QIIi12xQQI', file.read(64))
print(f'pg_control version number: {version}')
print(f'Catalog version number: {catalog}')
print(f'Database system identifier: {system}')
print(f'Database cluster state: {STATES[state]}')
print(f'Latest checkpoint location: {lsn(checkpoint)}')
print(f"Latest checkpoint's REDO location: {lsn(redo)}")
print(f"Latest checkpoint's TimeLineID: {timeline}")
