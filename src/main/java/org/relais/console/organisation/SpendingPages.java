package org.relais.console.organisation;

import io.vertx.core.Future;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.console.ConsoleFeature;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Role;
import org.relais.spending.Spending;
import org.relais.spending.SpendingService;

/** What a month's messages cost, an owner's rates, and the ceiling at which broadcasts are paused. */
public final class SpendingPages implements ConsoleFeature {
    private static final String PAGE = "/settings/spending";
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");

    private final SpendingService spending;

    public SpendingPages(SpendingService spending) {
        this.spending = spending;
    }

    @Override
    public MenuSection section() {
        return MenuSection.SETTINGS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get(PAGE, visit -> page(visit, 200, new Form()));
        routes.post(PAGE + "/rates", Role.OWNER, this::load);
        routes.post(PAGE + "/ceiling", Role.OWNER, this::limit);
    }

    private Future<PageResult> page(PageRequest visit, int status, Form form) {
        Map<String, Object> model = new HashMap<>();
        model.put("form", form);
        return spending.of(visit.organisationId(), month(visit.query("month").orElse("")))
                .onSuccess(found -> model.put("spending", found))
                .compose(found -> spending.rates(visit.organisationId()))
                .onSuccess(rates -> model.put("rates", rates))
                .map(rates -> new PageResult.Page(status, "settings/spending", model));
    }

    private static @Nullable YearMonth month(String text) {
        try {
            return text.isEmpty() ? null : YearMonth.parse(text);
        } catch (DateTimeException notAMonth) {
            return null;
        }
    }

    private Future<PageResult> load(PageRequest visit) {
        Form form = Form.of(visit, "currency", "csv");
        form.check(
                "csv",
                csv -> !csv.isBlank() && csv.length() <= SpendingService.LONGEST_TABLE,
                visit.text("spending.csv.fault"));
        return form.faulty()
                ? page(visit, 422, form)
                : spending.load(
                                visit.actor(),
                                form.value("currency").strip().toUpperCase(Locale.ROOT),
                                form.value("csv"))
                        .map(rates -> (PageResult) PageResult.to(PAGE).saying("spending.loaded", "count", rates.size()))
                        .recover(fault -> fault instanceof InvalidInputException invalid
                                ? page(visit, 422, refused(visit, form, invalid))
                                : Future.failedFuture(fault));
    }

    private static Form refused(PageRequest visit, Form form, InvalidInputException invalid) {
        return form.faulty(invalid.faults().get(0).field(), visit.faults(invalid));
    }

    private Future<PageResult> limit(PageRequest visit) {
        Form form = Form.of(visit, "ceiling");
        form.check(
                "ceiling",
                ceiling -> ceiling.isEmpty()
                        || WHOLE.matcher(ceiling).matches()
                                && Long.parseLong(ceiling) <= SpendingService.HIGHEST_CEILING,
                visit.text("spending.ceiling.fault"));
        return form.faulty()
                ? page(visit, 422, form)
                : spending.limit(
                                visit.actor(),
                                form.given("ceiling").map(Long::valueOf).orElse(null))
                        .map(PageResult.to(PAGE).saying("spending.limited"));
    }

    /** A month in words. */
    public static String month(PageRequest visit, Spending spending) {
        return DateTimeFormatter.ofPattern("LLLL yyyy", visit.locale()).format(spending.month());
    }

    /** An amount as the language writes it. */
    public static String amount(PageRequest visit, BigDecimal amount, String currency) {
        NumberFormat format = NumberFormat.getNumberInstance(visit.locale());
        format.setMinimumFractionDigits(2);
        format.setMaximumFractionDigits(2);
        return format.format(amount) + "\u00a0" + currency;
    }
}
