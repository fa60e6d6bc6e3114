/* Which hashes of passwords can be checked, and at what cost. */
#include "password_hash.h"

#include "unit.h"

#define HASH(cost)                                        \
	"$argon2id$v=19$" cost "$MDEyMzQ1Njc4OWFiY2RlZg$" \
	"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"

START_TEST(what_can_be_checked)
{
	ck_assert(password_hash_good(HASH("m=8192,t=4,p=1")));
	ck_assert(password_hash_good(HASH("m=262144,t=3,p=1")));
	ck_assert(password_hash_good(HASH("m=1048576,t=4,p=1")));
	ck_assert(!password_hash_good(""));
	ck_assert(!password_hash_good("secret"));
	ck_assert(!password_hash_good("$argon2id$v=19$m=8192,t=4,p=1$!!!$!!!"));
	ck_assert(!password_hash_good("$6$salt$hash"));
}
END_TEST

/* One of these would keep the prover for hours, or take all memory. */
START_TEST(what_costs_too_much)
{
	ck_assert(!password_hash_good(HASH("m=1048576,t=5,p=1")));
	ck_assert(!password_hash_good(HASH("m=4194303,t=2,p=1")));
	ck_assert(!password_hash_good(HASH("m=8192,t=4294967295,p=1")));
	ck_assert(!password_hash_good(HASH("m=18446744073709551615,t=1,p=1")));
	ck_assert(!password_hash_good(HASH("m=8192,t=0,p=1")));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {what_can_be_checked, what_costs_too_much, NULL};
	return unit_cases("password_hash", cases);
}
