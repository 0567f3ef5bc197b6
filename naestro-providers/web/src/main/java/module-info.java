/** Web sites: crawled, audited, mended. */
module io.naestro.providers.web {
    requires transitive io.naestro.api;
    requires io.naestro.base;
    requires crawler.commons;
    requires java.xml;
    requires opennlp.models.langdetect;
    requires org.apache.opennlp.tools;
    requires org.jsoup;
    requires static transitive org.jspecify;

    exports io.naestro.providers.web;

    opens io.naestro.providers.web to
            io.naestro.base;
}
