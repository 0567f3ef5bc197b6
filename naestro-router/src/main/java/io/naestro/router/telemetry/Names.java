package io.naestro.router.telemetry;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the versions of an engine name what pollers want to know: newest name first, colons written as underscores. The
 * documentation of vLLM 0.4 to 0.32 and of TensorRT-LLM 1.1 and later has them.
 */
record Names(
        List<String> running,
        List<String> waiting,
        List<String> cache,
        List<String> firstToken,
        List<String> queueTime,
        List<String> interToken,
        List<String> hits,
        List<String> queries,
        List<String> hitRate) {

    static final Names VLLM = new Names(
            List.of("vllm_num_requests_running"),
            List.of("vllm_num_requests_waiting"),
            List.of("vllm_kv_cache_usage_perc", "vllm_gpu_cache_usage_perc"),
            List.of("vllm_time_to_first_token_seconds"),
            List.of("vllm_request_queue_time_seconds", "vllm_time_in_queue_requests"),
            List.of("vllm_inter_token_latency_seconds", "vllm_time_per_output_token_seconds"),
            List.of("vllm_prefix_cache_hits_total", "vllm_gpu_prefix_cache_hits_total"),
            List.of("vllm_prefix_cache_queries_total", "vllm_gpu_prefix_cache_queries_total"),
            List.of("vllm_gpu_prefix_cache_hit_rate"));

    static final Names TRTLLM = new Names(
            List.of("trtllm_num_requests_running"),
            List.of("trtllm_num_requests_waiting"),
            List.of("trtllm_kv_cache_utilization"),
            List.of("trtllm_time_to_first_token_seconds"),
            List.of("trtllm_request_queue_time_seconds"),
            List.of("trtllm_inter_token_latency_seconds", "trtllm_time_per_output_token_seconds"),
            List.of(),
            List.of(),
            List.of("trtllm_kv_cache_hit_rate"));

    static final Names NONE = new Names(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    /** All names that a page may have; those of histograms end in sum and count. */
    Set<String> all() {
        var all = new HashSet<String>();
        List.of(running, waiting, cache, hits, queries, hitRate).forEach(all::addAll);
        for (var histograms : List.of(firstToken, queueTime, interToken)) {
            histograms.forEach(name -> all.addAll(List.of(name + "_sum", name + "_count")));
        }
        return all;
    }
}
