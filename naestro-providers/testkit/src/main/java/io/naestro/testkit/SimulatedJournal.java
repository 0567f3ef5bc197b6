package io.naestro.testkit;

import io.naestro.json.Digest;
import io.naestro.run.Journal;
import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import io.naestro.run.RunId;
import java.util.List;
import java.util.Optional;

/** The disk as one process sees it. It may be killed before and after each write, and find the disk full. */
final class SimulatedJournal implements Journal {
    private final SimulatedDisk disk;
    private final SimulatedWorld world;

    SimulatedJournal(SimulatedDisk disk, SimulatedWorld world) {
        this.disk = disk;
        this.world = world;
    }

    @Override
    public Begun begin(Beginning beginning) {
        world.mayCrash("before a write");
        requireRoom();
        var begun = disk.begin(beginning, world.process(), world.othersAlive());
        world.mayCrash("after a write");
        return begun;
    }

    @Override
    public Claim claim(RunId run) {
        world.requireAlive();
        return disk.claim(run, world.process(), world.othersAlive());
    }

    @Override
    public void append(Claim claim, long first, List<byte[]> records, Durability durability) {
        world.mayCrash("before a write");
        requireRoom();
        disk.append(claim, first, records, durability);
        world.mayCrash("after a write");
    }

    @Override
    public List<byte[]> read(RunId run, long from, int most) {
        world.requireAlive();
        return disk.records(run).stream()
                .skip(from)
                .limit(most)
                .map(byte[]::clone)
                .toList();
    }

    @Override
    public List<Head> heads() {
        world.requireAlive();
        return disk.heads();
    }

    @Override
    public void keep(RunId run, Digest digest, byte[] content) {
        world.requireAlive();
        requireRoom();
        disk.keep(run, digest, content);
    }

    @Override
    public Optional<byte[]> content(RunId run, Digest digest) {
        world.requireAlive();
        return disk.content(run, digest);
    }

    @Override
    public List<Digest> contents(RunId run) {
        world.requireAlive();
        return List.copyOf(disk.contents(run).keySet());
    }

    @Override
    public void snapshot(Claim claim, Snapshot snapshot) {
        world.mayCrash("before a snapshot");
        disk.snapshot(claim, snapshot);
    }

    @Override
    public Optional<Snapshot> snapshot(RunId run) {
        world.requireAlive();
        return disk.snapshotOf(run);
    }

    @Override
    public void erase(RunId run) {
        world.mayCrash("before an erasure");
        disk.erase(run, false);
    }

    @Override
    public void drop(RunId run) {
        world.mayCrash("before an erasure");
        disk.erase(run, true);
    }

    /** What is on the disk stays there. */
    @Override
    public void close() {}

    private void requireRoom() {
        if (world.isFull()) {
            throw new JournalFailure(Kind.FULL, "the simulated disk is full", null);
        }
    }

    @Override
    public String toString() {
        return "simulated disk of process " + world.process();
    }
}
