package org.relais.console.organisation;

import io.vertx.core.Future;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.console.ConsoleFeature;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Role;
import org.relais.spending.Rate;
import org.relais.spending.RateKey;
import org.relais.spending.Spending;
import org.relais.spending.SpendingService;

/** What a month's messages cost, an owner's rates, and the ceiling at which broadcasts are paused. */
public final class SpendingPages implements ConsoleFeature {
    private static final String PAGE = "/settings/spending";
    /** Platforms' words for kinds of messages, of which there are texts. */
    public static final List<String> CATEGORIES = List.of("marketing", "utility", "service", "authentication");

    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());
    private static final int KEY_PARTS = 4;
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
        routes.post(PAGE + "/prices", Role.OWNER, this::set);
        routes.post(PAGE + "/rates", Role.OWNER, this::load);
        routes.post(PAGE + "/ceiling", Role.OWNER, this::limit);
    }

    private Future<PageResult> page(PageRequest visit, int status, Form form) {
        Map<String, Object> model = new HashMap<>();
        model.put("form", form);
        YearMonth month = month(visit.query("month").orElse(""));
        return spending.of(visit.organisationId(), null)
                .compose(current -> (month == null
                                ? Future.succeededFuture(current)
                                : spending.of(visit.organisationId(), month))
                        .onSuccess(found -> model.put("spending", found))
                        .onSuccess(found -> model.put("spent", SpentOn.of(found)))
                        .compose(found -> spending.months(visit.organisationId()))
                        .onSuccess(months -> model.put("months", withEmpty(months, current.month())))
                        .compose(months -> spending.rates(visit.organisationId()))
                        .onSuccess(rates -> {
                            model.put("rates", rates);
                            model.put("published", published(rates));
                            model.put(
                                    "rows",
                                    PriceRow.of(
                                            current, rates, visit.organisation().country()));
                        }))
                .map(rates -> new PageResult.Page(status, "settings/spending", model));
    }

    /** The day since which what is published counts, where nothing but that does; null where an owner has set a price. */
    private static @Nullable LocalDate published(List<Rate> rates) {
        return rates.stream().allMatch(Rate::published)
                ? rates.stream().map(Rate::from).min(LocalDate::compareTo).orElse(null)
                : null;
    }

    private static @Nullable YearMonth month(String text) {
        try {
            return text.isEmpty() ? null : YearMonth.parse(text);
        } catch (DateTimeException notAMonth) {
            return null;
        }
    }

    private Future<PageResult> set(PageRequest visit) {
        Form form = Form.of(visit, "currency", "channel", "country", "category", "price");
        Map<RateKey, String> prices = new LinkedHashMap<>();
        visit.context().request().formAttributes().names().stream()
                .filter(field -> field.startsWith("price."))
                .forEach(field -> {
                    String price = visit.field(field).orElse("").strip();
                    form.with(field, price);
                    String[] parts = field.split("\\.", -1);
                    if (parts.length == KEY_PARTS) {
                        prices.put(new RateKey(parts[1], parts[2], parts[3]), price);
                    }
                });
        RateKey further = new RateKey(
                form.value("channel"),
                form.given("country")
                        .map(text -> text.strip().toUpperCase(Locale.ROOT))
                        .orElse("*"),
                form.given("category").orElse("*"));
        form.given("price").ifPresent(price -> prices.put(further, price));
        return spending.set(visit.actor(), form.value("currency").strip().toUpperCase(Locale.ROOT), prices)
                .map(rates -> (PageResult) PageResult.to(PAGE).saying("spending.priced"))
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? page(visit, 422, refused(visit, form, further, invalid))
                        : Future.failedFuture(fault));
    }

    private static Form refused(PageRequest visit, Form form, RateKey further, InvalidInputException invalid) {
        String field = invalid.faults().get(0).field();
        boolean last = field.equals(further.field()) && form.given("price").isPresent();
        return form.faulty(last ? "price" : field, visit.faults(invalid));
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

    /** What the month may still cost; 0 once its ceiling is passed. */
    public static BigDecimal left(long ceiling, BigDecimal spent) {
        return BigDecimal.valueOf(ceiling).subtract(spent).max(BigDecimal.ZERO);
    }

    /** The months from the first with a message to the one that it is, newest first, those without one between them too. */
    static List<Spending.Month> withEmpty(List<Spending.Month> months, YearMonth now) {
        if (months.isEmpty()) {
            return months;
        }
        Map<YearMonth, Spending.Month> known =
                months.stream().collect(Collectors.toMap(Spending.Month::month, Function.identity()));
        YearMonth oldest = months.get(months.size() - 1).month();
        return Stream.iterate(now, month -> !month.isBefore(oldest), month -> month.minusMonths(1))
                .map(month -> known.getOrDefault(month, new Spending.Month(month, BigDecimal.ZERO, 0, 0)))
                .toList();
    }

    /** How a month compares with the one before it; null where one of them has cost nothing. */
    public static @Nullable String trend(PageRequest visit, List<Spending.Month> months, YearMonth month) {
        BigDecimal now = cost(months, month);
        BigDecimal before = cost(months, month.minusMonths(1));
        if (now.signum() == 0 || before.signum() == 0) {
            return null;
        }
        long percent = now.subtract(before)
                .multiply(BigDecimal.valueOf(100))
                .divide(before, 0, RoundingMode.HALF_UP)
                .longValue();
        return visit.text(
                "spending.month." + (percent == 0 ? "same" : percent > 0 ? "more" : "less"),
                "percent",
                Math.abs(percent),
                "now",
                month(visit, month),
                "before",
                month(visit, month.minusMonths(1)));
    }

    private static BigDecimal cost(List<Spending.Month> months, YearMonth month) {
        return months.stream()
                .filter(each -> each.month().equals(month))
                .map(Spending.Month::cost)
                .findFirst()
                .orElse(BigDecimal.ZERO);
    }

    /** A month in words. */
    public static String month(PageRequest visit, YearMonth month) {
        return DateTimeFormatter.ofPattern("LLLL yyyy", visit.locale()).format(month);
    }

    /** A country in the reader's language; every other one for {@code *}, and nothing when nobody knows. */
    public static String country(PageRequest visit, String country) {
        return country.equals("*")
                ? visit.text("spending.other-countries")
                : country.isEmpty() ? visit.text("spending.no-country") : SettingsPages.country(visit, country);
    }

    /** A platform's category in words; its own word where there are none. */
    public static String category(PageRequest visit, String category) {
        return category.equals("*")
                ? visit.text("spending.other-categories")
                : visit.textOr("spending.category." + category, category);
    }

    /** A price as it is typed. */
    public static String price(PageRequest visit, BigDecimal price) {
        String plain = price.stripTrailingZeros().toPlainString();
        return visit.language().equals("fr") ? plain.replace('.', ',') : plain;
    }

    /** A price of one message as the language writes it, with all its digits. */
    public static String priced(PageRequest visit, BigDecimal price, String currency) {
        return amount(
                visit, price, currency, Math.max(2, price.stripTrailingZeros().scale()));
    }

    /** An amount as the language writes it. */
    public static String amount(PageRequest visit, BigDecimal amount, String currency) {
        return amount(visit, amount, currency, 2);
    }

    /** Whole units as the language writes them. */
    public static String whole(PageRequest visit, long amount, String currency) {
        return amount(visit, BigDecimal.valueOf(amount), currency, 0);
    }

    private static String amount(PageRequest visit, BigDecimal amount, String currency, int digits) {
        boolean known = CURRENCIES.contains(currency);
        NumberFormat format = known
                ? NumberFormat.getCurrencyInstance(visit.locale())
                : NumberFormat.getNumberInstance(visit.locale());
        if (known) {
            format.setCurrency(Currency.getInstance(currency));
        }
        format.setRoundingMode(RoundingMode.HALF_UP);
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return known ? format.format(amount) : format.format(amount) + "\u00a0" + currency;
    }
}
