package io.naestro.router.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.router.telemetry.HardwareProbe.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardwareTest {
    private static final long MIB = 1024 * 1024;

    @TempDir
    private Path folder;

    private final Board board = new Board();
    private List<Device> measured = List.of();
    private final HardwareProbe probe = new HardwareProbe() {
        @Override
        public String name() {
            return "machine";
        }

        @Override
        public List<Device> read() {
            return measured;
        }
    };

    private static Device hot(@Nullable Double celsius) {
        return new Device("0", celsius, null, null, null, null);
    }

    // ---- caps ----

    @Test
    void drains_what_is_too_hot_until_it_is_well_below_the_cap() throws Exception {
        var source = Telemetry.hardware(probe, HardwareCaps.DEFAULT.withCelsius(80), "a", "b");

        measured = List.of(hot(80.0));
        assertThat(board.poll(source)).isEmpty();
        assertThat(board.describe("a")).contains("NONE");

        measured = List.of(hot(40.0), hot(81.0));
        assertThat(board.poll(source)).isEqualTo("device 0 is at 81.0 °C; the cap is 80.0");
        assertThat(board.describe("a")).contains("DRAINED");
        assertThat(board.describe("b")).contains("DRAINED");

        measured = List.of(hot(77.0)); // below the cap, but by less than 5 %
        assertThat(board.poll(source)).isNotEmpty();
        assertThat(board.describe("a")).contains("DRAINED");

        measured = List.of(hot(76.0));
        assertThat(board.poll(source)).isEmpty();
        assertThat(board.describe("a")).contains("NONE");
        assertThat(source.name()).isEqualTo("machine");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "100, -, 99, 100, -, ''",
                "-, -, 100, 100, -, uses 100 of 100 bytes of its memory",
                "-, -, 100, -, -, ''",
                "-, -, -, 100, -, ''",
                "-, -, 100, 0, -, ''",
                "-, -, -, -, 401, draws 401.0 W",
                "-, -, -, -, 400, ''",
                "-, true, -, -, -, slows itself down",
                "-, false, -, -, -, ''",
                "-, -, -, -, -, ''"
            })
    void knows_when_a_device_has_too_much(
            @Nullable Double celsius,
            @Nullable Boolean throttled,
            @Nullable Long used,
            @Nullable Long total,
            @Nullable Double watts,
            String said)
            throws Exception {
        measured = List.of(new Device("0", celsius, throttled, used, total, watts));
        var caps = HardwareCaps.DEFAULT.withCelsius(100).withWatts(400).withVram(0.99);

        assertThat(board.poll(Telemetry.hardware(probe, caps, "m")))
                .contains(said)
                .hasSizeGreaterThanOrEqualTo(0);
        assertThat(board.describe("m")).contains(said.isEmpty() ? "NONE" : "DRAINED");
    }

    @Test
    void a_host_may_not_mind_throttling() throws Exception {
        measured = List.of(new Device("0", null, true, null, null, null));
        var caps = new HardwareCaps(90, 1, 500, false, 0);

        assertThat(board.poll(Telemetry.hardware(probe, caps, "m"))).isEmpty();
    }

    @Test
    void looks_only_at_the_devices_that_the_models_run_on() throws Exception {
        measured = List.of(hot(200.0), new Device("1", 20.0, null, null, null, null));

        assertThat(board.poll(
                        Telemetry.hardware(probe, HardwareCaps.DEFAULT, "m").devices("1")))
                .isEmpty();
        assertThat(board.poll(
                        Telemetry.hardware(probe, HardwareCaps.DEFAULT, "m").devices("0")))
                .isNotEmpty();
    }

    @Test
    void leaves_alone_what_somebody_else_drained() throws Exception {
        board.of("m").drain(board.time.now().plusSeconds(60), "maintenance");

        assertThat(board.poll(Telemetry.hardware(probe, HardwareCaps.DEFAULT, "m")))
                .isEmpty();
        assertThat(board.describe("m")).contains("DRAINED");
    }

    @Test
    void a_drain_is_forgotten_when_nobody_measures_any_more() throws Exception {
        measured = List.of(hot(200.0));
        board.poll(Telemetry.hardware(probe, HardwareCaps.DEFAULT, "m"));
        board.time.advance(Duration.ofSeconds(30));

        assertThat(board.describe("m")).contains("NONE");
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1, 0", "NaN, 1, 1, 0", "1, 0, 1, 0", "1, 1.1, 1, 0", "1, 1, 0, 0", "1, 1, 1, -0.1", "1, 1, 1, 1"
    })
    void caps_must_make_sense(double celsius, double vram, double watts, double slack) {
        assertThatThrownBy(() -> new HardwareCaps(celsius, vram, watts, true, slack))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hardware caps");
    }

    @Test
    void needs_a_model() {
        assertThatThrownBy(() -> Telemetry.hardware(probe, HardwareCaps.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names no model");
    }

    // ---- nvidia-smi ----

    @Test
    void reads_the_lines_of_nvidia_smi() {
        assertThat(NvidiaSmi.devices("""
                        0, 41, 0x0000000000000001, 1024, 81559, 71.24
                        1, 88, 0x0000000000000060, 81000, 81559, 690.00
                        2, [N/A], [Not Supported], [N/A], [N/A], [Unknown Error]
                        3, 50, 0x8000000000000000, 1, 2, 3
                        """))
                .containsExactly(
                        new Device("0", 41.0, false, 1024 * MIB, 81559 * MIB, 71.24),
                        new Device("1", 88.0, true, 81000 * MIB, 81559 * MIB, 690.0),
                        new Device("2", null, null, null, null, null),
                        new Device("3", 50.0, null, MIB, 2 * MIB, 3.0));
    }

    @Test
    void leaves_out_lines_that_make_no_sense() {
        assertThat(NvidiaSmi.devices(
                        "NVIDIA-SMI has failed because it couldn't communicate with the driver.\n\n,,,,,,\n"))
                .isEmpty();
        assertThat(NvidiaSmi.devices("0,1,2,3,4,5\n".repeat(300))).hasSize(256);
        assertThat(NvidiaSmi.devices("x".repeat(100) + ",1,,,,"))
                .singleElement()
                .satisfies(device -> assertThat(device.id()).hasSize(16));
    }

    @Property(tries = 300)
    void survives_whatever_nvidia_smi_says(
            @ForAll @StringLength(max = 200) @CharRange(from = ' ', to = '~') String line) {
        assertThat(NvidiaSmi.devices(line + "\n,,,,,\n" + line.replace(' ', ',')))
                .isNotEmpty();
    }

    @Test
    void is_found_on_the_path_unless_said_otherwise() {
        assertThat(new NvidiaSmi().name()).isEqualTo("nvidia-smi");
    }

    @Test
    void where_it_is_not_installed_nothing_is_known_and_nothing_drained() {
        var source = Telemetry.hardware(new NvidiaSmi(folder.resolve("none").toString()), HardwareCaps.DEFAULT, "m");

        assertThatThrownBy(() -> board.poll(source))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none");
        assertThat(board.describe("m")).contains("NONE");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-in for nvidia-smi is a shell script")
    void runs_it_with_one_query() throws Exception {
        var smi = script("echo \"$@\" > " + folder.resolve("arguments") + "\necho '0, 41, 0x0, 10, 100, 71.5'");

        assertThat(smi.read()).containsExactly(new Device("0", 41.0, false, 10 * MIB, 100 * MIB, 71.5));
        assertThat(Files.readString(folder.resolve("arguments")))
                .startsWith("--query-gpu=index,temperature.gpu,clocks_throttle_reasons.active,memory.used,"
                        + "memory.total,power.draw --format=csv,noheader,nounits");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-in for nvidia-smi is a shell script")
    void says_why_it_failed() throws Exception {
        var smi = script("echo no driver >&2\nexit 9");

        assertThatThrownBy(smi::read).isInstanceOf(IOException.class).hasMessageContaining("ended with status 9");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-in for nvidia-smi is a shell script")
    void stops_reading_output_without_end() throws Exception {
        var smi = script("exec yes 0,1,0x0,2,3,4");

        assertThatThrownBy(smi::read).isInstanceOf(IOException.class).hasMessageContaining("more than 65536 bytes");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-in for nvidia-smi is a shell script")
    void kills_one_that_does_not_end_and_its_children() throws Exception {
        var file = executable("sleep 1000 & echo $! > " + folder.resolve("child") + "\nwait");
        var smi = new NvidiaSmi(file.toString(), Duration.ofMillis(700));

        assertThatThrownBy(smi::read).isInstanceOf(IOException.class).hasMessageContaining("did not end within 700 ms");
        var child = ProcessHandle.of(
                Long.parseLong(Files.readString(folder.resolve("child")).strip()));
        child.ifPresent(handle -> assertThat(handle.onExit().join().isAlive()).isFalse());
    }

    private NvidiaSmi script(String body) throws IOException {
        return new NvidiaSmi(executable(body).toString());
    }

    private Path executable(String body) throws IOException {
        var file = Files.writeString(folder.resolve("nvidia-smi"), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
