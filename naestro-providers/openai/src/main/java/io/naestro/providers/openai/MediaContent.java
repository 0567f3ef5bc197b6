package io.naestro.providers.openai;

import io.naestro.json.Json;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Refusal;
import java.util.Map;

/** Images, audio and PDF documents as parts of a user's message. */
final class MediaContent {
    private static final String PDF = "application/pdf";

    /** The two formats of {@code input_audio}, by media type. */
    private static final Map<String, String> AUDIO = Map.of(
            "audio/wav", "wav",
            "audio/x-wav", "wav",
            "audio/mpeg", "mp3",
            "audio/mp3", "mp3");

    private MediaContent() {}

    static Json of(Message.MediaPart media) {
        var type = media.mediaType();
        if (type.startsWith("image/")) {
            return Json.object()
                    .with("type", "image_url")
                    .with("image_url", Json.object().with("url", dataUrl(media)));
        }
        if (type.equals(PDF)) {
            var file = Json.object().with("filename", "document.pdf").with("file_data", dataUrl(media));
            return Json.object().with("type", "file").with("file", file);
        }
        var format = AUDIO.get(type);
        if (format == null) {
            throw new Refusal(
                    Kind.UNSUPPORTED,
                    "media of type '" + type + "' have no form in the OpenAI protocol; allowed: image/*, " + PDF + ", "
                            + AUDIO.keySet().stream().sorted().toList());
        }
        var audio = Json.object().with("data", media.data()).with("format", format);
        return Json.object().with("type", "input_audio").with("input_audio", audio);
    }

    /** The same for the Responses API, which takes no audio. */
    static Json ofResponses(Message.MediaPart media) {
        var type = media.mediaType();
        if (type.startsWith("image/")) {
            return Json.object()
                    .with("type", "input_image")
                    .with("detail", "auto")
                    .with("image_url", dataUrl(media));
        }
        if (type.equals(PDF)) {
            return Json.object()
                    .with("type", "input_file")
                    .with("filename", "document.pdf")
                    .with("file_data", dataUrl(media));
        }
        throw new Refusal(
                Kind.UNSUPPORTED,
                "media of type '" + type + "' have no form in the Responses API; allowed: image/*, " + PDF);
    }

    private static String dataUrl(Message.MediaPart media) {
        return "data:" + media.mediaType() + ";base64," + media.data();
    }
}
